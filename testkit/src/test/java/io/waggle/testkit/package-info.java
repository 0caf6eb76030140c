@NullMarked
package io.waggle.testkit;

import org.jspecify.annotations.NullMarked;
