@NullMarked
package io.waggle.broker.contact;

import org.jspecify.annotations.NullMarked;
