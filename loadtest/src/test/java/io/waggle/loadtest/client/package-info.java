@NullMarked
package io.waggle.loadtest.client;

import org.jspecify.annotations.NullMarked;
