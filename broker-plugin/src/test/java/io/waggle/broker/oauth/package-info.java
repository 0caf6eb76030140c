@NullMarked
package io.waggle.broker.oauth;

import org.jspecify.annotations.NullMarked;
