package io.waggle.broker.hivemq.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.ingest.ReasonCode;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both ways of one connection: the PUBLISHes that wait for their PUBACK, in the order they came [MQTT-4.6.0-2], and the frames
 * that wait to be sent or to be answered. Everything that is due for the channel is written into one buffer and leaves in one
 * write.
 *
 * <p>All state belongs to the channel's event loop. Other threads hand over: lanes their frames, the inbox its decisions; each
 * then sees to it that {@link #run} comes, which one hand-over of many does. It ends with the connection: what was pending is
 * dropped then, and nothing of it can reach the device's next one.
 */
final class Link implements Downlink, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** Room for the acknowledgements of one round; a frame takes a buffer of its size. */
    private static final int BUFFER = 256;

    private final Peer peer;
    private final Uplink uplink;
    private final ChannelHandlerContext context;

    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean runs = new AtomicBoolean();

    private final Deque<Open> open = new ArrayDeque<>(4);
    private final FrameIds frameIds = new FrameIds();
    private @Nullable ByteBuf out;
    private boolean ended;

    /** A PUBLISH that has no PUBACK yet. */
    private static final class Open {

        private final int packetId;
        private volatile Verdict.@Nullable Final verdict;

        Open(int packetId) {
            this.packetId = packetId;
        }
    }

    /**
     * @param context of the handler in front of the host's decoder
     * @param uplinkOf makes what the PUBLISHes are handed to, and may keep this to send on
     */
    Link(Peer peer, ChannelHandlerContext context, Function<Downlink, Uplink> uplinkOf) {
        this.peer = peer;
        this.context = context;
        this.uplink = uplinkOf.apply(this);
    }

    /** What its PUBLISHes are handed to. */
    Uplink uplink() {
        return uplink;
    }

    Peer peer() {
        return peer;
    }

    // --- from any thread

    @Override
    public void send(byte[] frame) {
        frames.add(frame);
        wake();
    }

    private void wake() {
        if (runs.compareAndSet(false, true)) {
            try {
                context.executor().execute(this);
            } catch (RejectedExecutionException e) {
                LOG.debug("The host has stopped its event loop", e);
            }
        }
    }

    // --- on the event loop

    /** Sends what has become due. */
    @Override
    public void run() {
        runs.set(false);
        try {
            acknowledge();
            sendFrames();
            flush();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** A PUBLISH with QoS 1 to the device's outbox, not retained. */
    void published(int packetId, boolean dup, byte[] payload) {
        if (admits(packetId, dup)) {
            apply(packetId, uplink.receive(ByteBuffer.wrap(payload)));
        }
    }

    /** Any PUBLISH. */
    void published(int packetId, boolean dup, String topic, int qos, boolean retain, byte[] payload) {
        if (qos == 0 ? !ended : admits(packetId, dup)) {
            apply(packetId, uplink.receive(topic, qos, retain, ByteBuffer.wrap(payload)));
        }
    }

    /** A client of MQTT 3.1.1 may repeat what is still open; the host ignores that too. */
    private boolean admits(int packetId, boolean dup) {
        if (ended || (dup && isOpen(packetId))) {
            return false;
        }
        if (open.size() >= peer.receiveMaximum()) {
            end(new Verdict.End(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more PUBLISHes open than the Receive Maximum"));
            return false;
        }
        return true;
    }

    private boolean isOpen(int packetId) {
        for (Open publish : open) {
            if (publish.packetId == packetId) {
                return true;
            }
        }
        return false;
    }

    private void apply(int packetId, Verdict verdict) {
        if (verdict instanceof Verdict.Pending pending) {
            await(packetId, pending);
        } else if (verdict instanceof Verdict.Answer answer && open.isEmpty()) {
            answer(packetId, answer);
        } else if (verdict instanceof Verdict.Answer answer) {
            Open publish = new Open(packetId);
            publish.verdict = answer;
            open.addLast(publish);
        } else if (verdict instanceof Verdict.End end) {
            end(end);
        }
    }

    private void await(int packetId, Verdict.Pending pending) {
        Open publish = new Open(packetId);
        open.addLast(publish);
        var unused = pending.decision().whenComplete((decided, failure) -> {
            publish.verdict = uplink.settle(pending, decided);
            wake();
        });
    }

    /** Answers what is decided, up to the first that is not. */
    private void acknowledge() {
        for (Open publish = open.peekFirst(); publish != null; publish = open.peekFirst()) {
            Verdict.Final verdict = publish.verdict;
            if (verdict == null) {
                return;
            }
            open.removeFirst();
            if (verdict instanceof Verdict.Answer answer) {
                answer(publish.packetId, answer);
            } else if (verdict instanceof Verdict.End end) {
                end(end);
            }
        }
    }

    /** MQTT 3.1.1 has no negative PUBACK: a refused message ends the connection. */
    private void answer(int packetId, Verdict.Answer answer) {
        if (answer.code().isFailure() && !peer.mqtt5()) {
            end(new Verdict.End(answer.code(), answer.detail()));
        } else {
            Packets.writePuback(
                    room(Packets.pubackSize(answer)), packetId, answer, peer.mqtt5(), peer.wantsReasonStrings());
        }
    }

    /** A PUBACK for one of our frames. False if it is for something else. */
    boolean acknowledged(int packetId) {
        if (!FrameIds.covers(packetId)) {
            return false;
        }
        if (frameIds.release(packetId) && !ended) {
            uplink.lane().frameAnswered();
            sendFrames();
        }
        return true;
    }

    /** As many as the device has room for [MQTT-3.3.4-9]. */
    private void sendFrames() {
        while (!ended && frameIds.count() < peer.frameMaximum()) {
            byte[] frame = frames.poll();
            if (frame == null) {
                return;
            }
            Packets.writePublish(
                    room(Packets.publishSize(peer.inbox(), frame)), peer.inbox(), frameIds.take(), peer.mqtt5(), frame);
        }
    }

    private ByteBuf room(int bytes) {
        ByteBuf buffer = out;
        if (buffer != null && buffer.writableBytes() < bytes) {
            var unused = context.write(buffer);
            buffer = null;
        }
        if (buffer == null) {
            buffer = context.alloc().ioBuffer(Math.max(BUFFER, bytes));
            out = buffer;
        }
        return buffer;
    }

    /** Lets everything go that was written; nothing follows a DISCONNECT [MQTT-3.14.4-1]. */
    void flush() {
        ByteBuf buffer = out;
        if (buffer == null) {
            return;
        }
        out = null;
        if (peer.isEnding()) {
            buffer.release();
            close();
        } else {
            var unused = context.writeAndFlush(buffer);
        }
    }

    private void end(Verdict.End end) {
        if (!ended) {
            flush();
            close();
            peer.disconnect(end);
        }
    }

    /** Something that must not happen. The device connects again and begins anew. */
    void fail(Throwable fault) {
        LOG.error("The connection of {} ends", uplink.lane().device(), fault);
        close();
        var unused = context.close();
    }

    boolean isEnded() {
        return ended;
    }

    /** Drops everything. */
    void close() {
        ended = true;
        open.clear();
        frames.clear();
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
