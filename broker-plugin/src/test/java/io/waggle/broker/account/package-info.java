@NullMarked
package io.waggle.broker.account;

import org.jspecify.annotations.NullMarked;
