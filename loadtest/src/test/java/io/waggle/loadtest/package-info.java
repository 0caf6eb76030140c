@NullMarked
package io.waggle.loadtest;

import org.jspecify.annotations.NullMarked;
