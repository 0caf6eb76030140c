@NullMarked
package io.waggle.broker.session;

import org.jspecify.annotations.NullMarked;
