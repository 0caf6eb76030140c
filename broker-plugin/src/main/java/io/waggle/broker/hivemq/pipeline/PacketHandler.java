package io.waggle.broker.hivemq.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the host's decoder and takes out what a {@link Link} can take as bytes: well-formed PUBLISHes with QoS 1
 * to the device's outbox that carry no properties, and PUBACKs for frames. Everything else goes on to the host, one whole
 * packet after the other: what is malformed, too large or rare is the host's to judge.
 *
 * <p>Looks at packets only from the first read on that ends between two, after the CONNACK; until then all bytes go on. Belongs
 * to the channel's event loop.
 */
final class PacketHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_LENGTH_SHIFT = 21;

    private final int maxPacketSize;
    private final BooleanSupplier betweenPackets;

    private @Nullable Link link;
    private ByteBuf topic = Unpooled.EMPTY_BUFFER;
    private boolean looking;
    private boolean given;
    private boolean passed;
    private @Nullable ByteBuf kept;

    /**
     * @param maxPacketSize what the host's decoder takes
     * @param betweenPackets whether the host's decoder holds nothing and its pipeline holds nothing back
     */
    PacketHandler(int maxPacketSize, BooleanSupplier betweenPackets) {
        this.maxPacketSize = maxPacketSize;
        this.betweenPackets = betweenPackets;
    }

    /** Before the CONNACK is written. */
    void begin(Link begun) {
        topic = Unpooled.wrappedBuffer(begun.uplink().topic().getBytes(StandardCharsets.UTF_8));
        link = begun;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Link begun = link;
        if (begun == null || given || !(message instanceof ByteBuf bytes)) {
            passed = true;
            context.fireChannelRead(message);
        } else if (begun.isEnded()) {
            bytes.release();
        } else if (looking) {
            begun.uplink().heard();
            look(context, begun, bytes);
        } else {
            begun.uplink().heard();
            passed = true;
            context.fireChannelRead(message);
            looking = betweenPackets.getAsBoolean();
        }
    }

    private void look(ChannelHandlerContext context, Link begun, ByteBuf bytes) {
        ByteBuf in = kept == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), kept, bytes);
        kept = null;
        try {
            boolean more = true;
            while (more && !begun.isEnded()) {
                more = next(context, begun, in);
            }
            if (in.isReadable() && !begun.isEnded() && !given) {
                kept = in;
            }
        } catch (Throwable e) {
            begun.fail(e);
        } finally {
            if (kept == null) {
                in.release();
            }
        }
    }

    /** Takes one packet or passes it on. False if there is no whole packet left. */
    private boolean next(ChannelHandlerContext context, Link begun, ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int length = 0;
        int body = start + 1;
        for (int shift = 0; ; shift += 7) {
            if (shift > MAX_LENGTH_SHIFT) {
                return giveUp(context, in);
            }
            if (body >= end) {
                return false;
            }
            int digit = in.getByte(body++);
            length |= (digit & 0x7F) << shift;
            if (digit >= 0) {
                break;
            }
        }
        int size = body - start + length;
        if (size > maxPacketSize) {
            return giveUp(context, in);
        }
        if (size > end - start) {
            return false;
        }
        if (take(begun, in, in.getUnsignedByte(start), body, length)) {
            in.skipBytes(size);
        } else {
            passed = true;
            context.fireChannelRead(in.readRetainedSlice(size));
        }
        return true;
    }

    /** Where the next packet begins is not known, or will not be waited for: the host ends the connection. */
    private boolean giveUp(ChannelHandlerContext context, ByteBuf in) {
        given = true;
        passed = true;
        context.fireChannelRead(in.readRetainedSlice(in.readableBytes()));
        return false;
    }

    private boolean take(Link begun, ByteBuf in, int header, int body, int length) {
        if ((header & ~Packets.DUP) == Packets.PUBLISH_QOS_1) {
            return takePublish(begun, in, (header & Packets.DUP) != 0, body, length);
        }
        return header == Packets.PUBACK && takePuback(begun, in, body, length);
    }

    /** Topic Name, packet identifier, no properties, payload (MQTT 5.0, section 3.3). */
    private boolean takePublish(Link begun, ByteBuf in, boolean dup, int body, int length) {
        boolean mqtt5 = begun.peer().mqtt5();
        int topicLength = topic.readableBytes();
        int payload = body + 2 + topicLength + 2 + (mqtt5 ? 1 : 0);
        if (payload > body + length
                || in.getUnsignedShort(body) != topicLength
                || !ByteBufUtil.equals(in, body + 2, topic, 0, topicLength)) {
            return false;
        }
        int packetId = in.getUnsignedShort(body + 2 + topicLength);
        if (packetId == 0 || (mqtt5 && in.getByte(payload - 1) != 0)) {
            return false;
        }
        byte[] copy = new byte[body + length - payload];
        in.getBytes(payload, copy);
        begun.published(packetId, dup, copy);
        return true;
    }

    /** Packet identifier; in MQTT 5 maybe success, and that there are no properties (section 3.4). */
    private static boolean takePuback(Link begun, ByteBuf in, int body, int length) {
        boolean plain = length == 2
                || (begun.peer().mqtt5()
                        && ((length == 3 && in.getByte(body + 2) == 0) || (length == 4 && in.getShort(body + 2) == 0)));
        return plain && begun.acknowledged(in.getUnsignedShort(body));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (link != null) {
            link.flush();
        }
        if (kept != null && kept.refCnt() == 1) { // else somebody still reads a packet that lies in it
            kept.discardSomeReadBytes();
        }
        if (passed) {
            passed = false;
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    private void release() {
        if (link != null) {
            link.close();
        }
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
