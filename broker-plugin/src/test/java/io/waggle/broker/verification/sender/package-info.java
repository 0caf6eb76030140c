@NullMarked
package io.waggle.broker.verification.sender;

import org.jspecify.annotations.NullMarked;
