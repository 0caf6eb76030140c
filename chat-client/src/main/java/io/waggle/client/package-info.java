/**
 * The client: connect, send, observe, acknowledge.
 *
 * <p>{@link io.waggle.client.WaggleClient} is the door. Behind it one thread, the lane, owns all state: the session with
 * the server, the two streams of frames that go out ({@code Outbox} with messages, {@code ControlStream} with everything
 * else) and the one that comes in ({@code Inbox}). It knows neither the MQTT library nor the database; those are in the
 * packages beneath.
 */
@NullMarked
package io.waggle.client;

import org.jspecify.annotations.NullMarked;
