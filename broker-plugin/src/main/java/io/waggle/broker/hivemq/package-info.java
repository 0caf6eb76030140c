/**
 * The MQTT front door, built on the HiveMQ extension SDK: the only package that knows HiveMQ; what is beyond the SDK, only
 * its {@code pipeline} knows. Its interceptors decide nothing: they copy what they need out of the SDK, hand over, and apply
 * the outcome.
 *
 * <p>What the host does with an interceptor that throws or times out is to acknowledge success and drop the message. So each
 * catches everything it calls, and nothing here ever waits with a time limit that could pass.
 *
 * <p>The PUBACK gate: the host writes the PUBACK of a message whose delivery was prevented, and lets an interceptor hold it.
 * {@link io.waggle.broker.hivemq.OutboxDoor} prevents every delivery and holds the PUBACK until the inbox has decided. A held
 * PUBACK can no longer become a failure; where that may be needed, the PUBLISH itself is held instead.
 */
@NullMarked
package io.waggle.broker.hivemq;

import org.jspecify.annotations.NullMarked;
