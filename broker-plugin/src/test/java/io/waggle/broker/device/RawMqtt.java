package io.waggle.broker.device;

import io.waggle.protocol.Address;
import io.waggle.protocol.Topics;
import io.waggle.testkit.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT 5 packets by hand, for what no decent client sends. Knows just enough to be answered. */
final class RawMqtt {

    static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int SUBACK = 9;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;
    static final int TIMEOUT_MS = 10_000;

    private RawMqtt() {}

    /** The CONNACK's reason code. */
    static int connect(BrokerProcess broker, String clientId, String user, String password) {
        return inConnection(broker, (in, out) -> {
            out.write(connectPacket(clientId, user, password));
            return expect(in, CONNACK);
        });
    }

    /** The CONNACK's reason code, or -1 where nothing listens. */
    static int connectIfListening(BrokerProcess broker, String clientId, String user, String password) {
        try {
            return connect(broker, clientId, user, password);
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    /** A device that connects, subscribes to its inbox, takes what it is told first, and then does nothing. */
    static Socket idle(BrokerProcess broker, Address device, String token) throws IOException {
        Socket socket = new Socket(broker.mqtt().getAddress(), broker.mqtt().getPort());
        socket.setSoTimeout(TIMEOUT_MS);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        out.write(connectPacket(device.clientId(), device.account().value(), token));
        requireSuccess(expect(in, CONNACK));
        out.write(packet(0x82, subscribeBody(Topics.inbox(device))));
        byte[] publish = endOfBacklog(in);
        int topicLength = Byte.toUnsignedInt(publish[0]) << 8 | Byte.toUnsignedInt(publish[1]);
        out.write(packet(0x40, new byte[] {publish[2 + topicLength], publish[3 + topicLength]}));
        return socket;
    }

    /** Takes the SUBACK and the first frame, which may come in either order (MQTT 5.0, section 3.8.4). */
    private static byte[] endOfBacklog(DataInputStream in) throws IOException {
        byte[] publish = null;
        boolean granted = false;
        while (publish == null || !granted) {
            int type = in.readUnsignedByte() >> 4;
            byte[] body = body(in);
            if (type == SUBACK) {
                granted = true;
            } else if (type == PUBLISH) {
                publish = body;
            } else {
                throw new AssertionError("unexpected packet type " + type);
            }
        }
        return publish;
    }

    /** The reason code of whatever answers a PUBLISH to the device's own outbox: PUBACK, PUBREC or DISCONNECT. */
    static int sendPublish(
            BrokerProcess broker, Address device, String token, int qos, boolean retain, byte[] payload) {
        return inConnection(broker, (in, out) -> {
            out.write(connectPacket(device.clientId(), device.account().value(), token));
            requireSuccess(expect(in, CONNACK));
            out.write(packet(0x30 | qos << 1 | (retain ? 1 : 0), publishBody(device, 1, payload)));
            return answer(in);
        });
    }

    /** The reason code of whatever answers a SUBSCRIBE with QoS 1: SUBACK or DISCONNECT. */
    static int subscribe(BrokerProcess broker, Address device, String token, String filter) {
        return inConnection(broker, (in, out) -> {
            out.write(connectPacket(device.clientId(), device.account().value(), token));
            requireSuccess(expect(in, CONNACK));
            out.write(packet(0x82, subscribeBody(filter)));
            return answer(in);
        });
    }

    private static byte[] subscribeBody(String filter) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(1); // packet identifier
        out.writeByte(0); // no properties
        string(out, filter);
        out.writeByte(1); // QoS 1
        return body.toByteArray();
    }

    /** The reason code of the DISCONNECT that answers a packet larger than the broker takes. */
    static int sendOversizedPublish(BrokerProcess broker, Address device, String token) {
        return sendPublish(broker, device, token, 1, false, new byte[100_000]);
    }

    private interface Talk {
        int with(DataInputStream in, OutputStream out) throws IOException;
    }

    private static int inConnection(BrokerProcess broker, Talk talk) {
        try (Socket socket =
                new Socket(broker.mqtt().getAddress(), broker.mqtt().getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            return talk.with(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] connectPacket(String clientId, String user, String password) throws IOException {
        return connectPacket(clientId, user, password, 60);
    }

    /** A CONNECT with a Keep Alive of that many seconds. */
    static byte[] connectPacket(String clientId, String user, String password, int keepAlive) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        string(out, "MQTT");
        out.writeByte(5); // protocol version
        out.writeByte(0b1100_0010); // user name, password, clean start
        out.writeShort(keepAlive);
        out.writeByte(0); // no properties
        string(out, clientId);
        string(out, user);
        string(out, password);
        return packet(0x10, body.toByteArray());
    }

    /** A PUBLISH with QoS 1 to the device's outbox. */
    static byte[] publishPacket(Address device, int packetId, byte[] payload) throws IOException {
        return packet(0x32, publishBody(device, packetId, payload));
    }

    static byte[] pingPacket() {
        return packet(0xC0, new byte[0]);
    }

    /** What comes next: packet type, then the packet identifier of a PUBACK, the reason code of the others. */
    static int[] next(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte() >> 4;
        byte[] body = body(in);
        int value = type == PUBACK
                ? Byte.toUnsignedInt(body[0]) << 8 | Byte.toUnsignedInt(body[1])
                : type == PINGRESP ? 0 : Byte.toUnsignedInt(body[type == CONNACK ? 1 : 0]);
        return new int[] {type, value};
    }

    private static byte[] publishBody(Address device, int packetId, byte[] payload) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        string(out, Topics.outbox(device));
        out.writeShort(packetId);
        out.writeByte(0); // no properties
        out.write(payload);
        return body.toByteArray();
    }

    private static byte[] packet(int header, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(header);
        int left = body.length;
        do {
            int digit = left & 0x7F;
            left >>>= 7;
            packet.write(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static int expect(DataInputStream in, int type) throws IOException {
        int header = in.readUnsignedByte();
        byte[] body = body(in);
        if (header >> 4 != type) {
            throw new AssertionError("expected packet type " + type + ", got " + (header >> 4));
        }
        return Byte.toUnsignedInt(body[1]); // after the acknowledge flags
    }

    private static int answer(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte() >> 4;
        byte[] body = body(in);
        return switch (type) {
            case SUBACK -> Byte.toUnsignedInt(body[body.length - 1]);
            case PUBACK, PUBREC -> body.length > 2 ? Byte.toUnsignedInt(body[2]) : 0;
            case DISCONNECT -> body.length > 0 ? Byte.toUnsignedInt(body[0]) : 0;
            default -> throw new AssertionError("answered by packet type " + type);
        };
    }

    private static byte[] body(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) {
                return in.readNBytes(length);
            }
        }
    }

    private static void requireSuccess(int code) {
        if (code != 0) {
            throw new AssertionError("the broker did not let us in: 0x" + Integer.toHexString(code));
        }
    }
}
