/**
 * From inbox to device: one lane per connected device reads its inbox and keeps a small window of frames in flight. Knows an
 * {@link io.waggle.broker.inbox.Inbox} to read from and a {@link io.waggle.broker.delivery.Downlink} to send on, and neither
 * the engine nor the broker behind them.
 *
 * <p>A slow, half-open or absent recipient costs nothing but its rows: a lane whose window is full does nothing until the
 * device answers.
 */
@NullMarked
package io.waggle.broker.delivery;

import org.jspecify.annotations.NullMarked;
