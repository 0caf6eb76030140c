package io.waggle.broker.hivemq.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Packets as a client of MQTT 5 writes them, byte by byte. */
final class Wire {

    static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private static final byte[] FRAME = OutboxCodec.encode(OutboxFrame.of(new ReceiptUpdate(
            ReceiptKind.READ,
            new ConversationId(1, 2),
            MessageId.create(Instant.EPOCH),
            Address.of("friend", "phone"))));

    private Wire() {}

    /** A PUBLISH with QoS 1 and no properties. */
    static byte[] publish(String topic, int packetId, byte[] payload) {
        return publish(0x32, topic, packetId, new byte[] {0}, payload);
    }

    /** @param properties with their length; none at all in MQTT 3.1.1 */
    static byte[] publish(int header, String topic, int packetId, byte[] properties, byte[] payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return packet(
                header,
                Unpooled.buffer()
                        .writeShort(name.length)
                        .writeBytes(name)
                        .writeShort(packetId)
                        .writeBytes(properties)
                        .writeBytes(payload));
    }

    static byte[] puback(int packetId) {
        return packet(0x40, Unpooled.buffer().writeShort(packetId));
    }

    static byte[] packet(int header, ByteBuf body) {
        ByteBuf packet = Unpooled.buffer().writeByte(header);
        int left = body.readableBytes();
        do {
            packet.writeByte(left > 0x7F ? (left & 0x7F) | 0x80 : left);
            left >>>= 7;
        } while (left > 0);
        return ByteBufUtil.getBytes(packet.writeBytes(body));
    }

    /** A frame that the inbox has to decide about; always the same. */
    static byte[] frame() {
        return FRAME.clone();
    }
}
