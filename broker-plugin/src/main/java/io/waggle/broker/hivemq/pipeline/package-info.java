/**
 * The fast way through the host: a handler in HiveMQ's own network pipeline, which takes the PUBLISHes of a device to its
 * outbox before the host makes objects of them, and writes acknowledgements and frames straight to the channel. The only
 * package that knows Netty and HiveMQ's internals. {@link io.waggle.broker.hivemq.pipeline.HostShape} checks at the start that
 * they are what this was written for; where they are not, the SDK path is used.
 *
 * <p>A CONNECT that is found good is made to ask for a clean session, and a
 * {@link io.waggle.broker.hivemq.pipeline.SessionHandler} is put behind the host's encoder. It attaches the connection when the
 * CONNACK comes by, and hears of subscriptions. The SDK could tell all of that too, each time on another thread.
 *
 * <p>A connection from then on:
 *
 * <pre>
 *   bytes -> PacketHandler -> the host's decoder -> DecodedHandler -> ... -> the host's barrier -> DecodedHandler -> the host
 *                 |                                       |                                              |
 *                 +-- PUBLISH, PUBACK as bytes --> Link <-+---------- PUBLISH, PUBACK as objects --------+
 * </pre>
 *
 * <p>{@link io.waggle.broker.hivemq.pipeline.Link} is the one owner of all PUBLISHes of its connection: those that came as bytes;
 * those that only the host can decode, with properties or a topic alias; and those that a client sent right behind its
 * CONNECT, which waited in the host's barrier. So they are taken in the order they came, and answered in it.
 */
@NullMarked
package io.waggle.broker.hivemq.pipeline;

import org.jspecify.annotations.NullMarked;
