@NullMarked
package io.waggle.loadtest.device;

import org.jspecify.annotations.NullMarked;
