@NullMarked
package io.waggle.broker.profile;

import org.jspecify.annotations.NullMarked;
