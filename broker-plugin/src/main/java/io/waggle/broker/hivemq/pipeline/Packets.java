package io.waggle.broker.hivemq.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.waggle.broker.ingest.ReasonCode;
import io.waggle.broker.ingest.Verdict;

/** The packets that are written without the host: PUBACK and PUBLISH with QoS 1 (MQTT 5.0, sections 3.3 and 3.4). */
final class Packets {

    static final int PUBLISH_QOS_1 = 0x32;
    static final int DUP = 0x08;
    static final int PUBACK = 0x40;

    private static final int REASON_STRING = 0x1F;

    /** Type and flags, remaining length. */
    private static final int FIXED_HEADER = 5;

    private Packets() {}

    /** The most bytes that {@link #writePuback} writes. */
    static int pubackSize(Verdict.Answer answer) {
        return FIXED_HEADER + 2 + 1 + 4 + 3 + ByteBufUtil.utf8MaxBytes(answer.detail());
    }

    /**
     * @param withReason whether to say the reason code, which MQTT 3.1.1 has none of
     * @param withDetail whether the client wants reason strings [MQTT-3.1.2-29]
     */
    static void writePuback(ByteBuf out, int packetId, Verdict.Answer answer, boolean withReason, boolean withDetail) {
        out.writeByte(PUBACK);
        boolean detailed = withDetail && !answer.detail().isEmpty();
        if (!withReason || (answer.code() == ReasonCode.SUCCESS && !detailed)) {
            out.writeByte(2);
            out.writeShort(packetId);
        } else if (!detailed) {
            out.writeByte(3);
            out.writeShort(packetId);
            out.writeByte(answer.code().value());
        } else {
            int detail = ByteBufUtil.utf8Bytes(answer.detail());
            int properties = 1 + 2 + detail;
            writeLength(out, 2 + 1 + (properties < 0x80 ? 1 : 2) + properties);
            out.writeShort(packetId);
            out.writeByte(answer.code().value());
            writeLength(out, properties);
            out.writeByte(REASON_STRING);
            out.writeShort(detail);
            ByteBufUtil.writeUtf8(out, answer.detail());
        }
    }

    /** The most bytes that {@link #writePublish} writes. */
    static int publishSize(byte[] topic, byte[] payload) {
        return FIXED_HEADER + 2 + topic.length + 2 + 1 + payload.length;
    }

    /** @param withProperties whether the packet has a property length, which MQTT 3.1.1 has none of */
    static void writePublish(ByteBuf out, byte[] topic, int packetId, boolean withProperties, byte[] payload) {
        out.writeByte(PUBLISH_QOS_1);
        writeLength(out, 2 + topic.length + 2 + (withProperties ? 1 : 0) + payload.length);
        out.writeShort(topic.length);
        out.writeBytes(topic);
        out.writeShort(packetId);
        if (withProperties) {
            out.writeByte(0);
        }
        out.writeBytes(payload);
    }

    /** A Variable Byte Integer (MQTT 5.0, section 1.5.5). */
    private static void writeLength(ByteBuf out, int length) {
        int left = length;
        do {
            int digit = left & 0x7F;
            left >>>= 7;
            out.writeByte(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
    }
}
