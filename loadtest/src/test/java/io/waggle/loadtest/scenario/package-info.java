@NullMarked
package io.waggle.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
