@NullMarked
package io.waggle.loadtest.pace;

import org.jspecify.annotations.NullMarked;
