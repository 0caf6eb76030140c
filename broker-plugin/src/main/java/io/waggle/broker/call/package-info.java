/** What calls need of the server: how their sound and picture find a way from one device to the other. The rest travels as messages. */
@NullMarked
package io.waggle.broker.call;

import org.jspecify.annotations.NullMarked;
