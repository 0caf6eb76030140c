/** The real broker in its own process, seen from devices over real sockets: what the protocol promises, and what it does when something breaks. */
@NullMarked
package io.waggle.broker.device;

import org.jspecify.annotations.NullMarked;
