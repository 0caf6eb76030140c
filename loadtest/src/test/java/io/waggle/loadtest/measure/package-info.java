@NullMarked
package io.waggle.loadtest.measure;

import org.jspecify.annotations.NullMarked;
