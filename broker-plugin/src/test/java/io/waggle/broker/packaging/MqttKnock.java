package io.waggle.broker.packaging;

import io.waggle.protocol.Address;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Knocks at a broker's door with one MQTT 5 CONNECT and says how it was answered. */
final class MqttKnock {

    /** The connection was closed without a CONNACK. */
    static final int CLOSED = -1;

    static final int SUCCESS = 0x00;

    private static final int TIMEOUT_MS = 20_000;

    private MqttKnock() {}

    /** The CONNACK's Reason Code (MQTT 5.0, section 3.2.2.2), or {@link #CLOSED}. */
    static int reasonCode(InetSocketAddress broker, Address device, String password) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(broker, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(connect(device, password));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte() >> 4;
            if (type != 2) {
                throw new IOException("not a CONNACK but packet type " + type);
            }
            in.readUnsignedByte(); // remaining length: one byte is enough to get at what follows, or the read fails
            in.readUnsignedByte(); // flags
            return in.readUnsignedByte();
        } catch (EOFException | SocketException e) {
            return CLOSED;
        }
    }

    private static byte[] connect(Address device, String password) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(5);
        out.writeByte(0b1100_0010); // user name, password, clean start
        out.writeShort(30); // keep alive
        out.writeByte(0); // no properties
        out.writeUTF(device.clientId());
        out.writeUTF(device.account().value());
        out.writeShort(password.length());
        out.write(password.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        for (int left = body.size(); ; left >>= 7) {
            packet.write(left > 127 ? (left & 0x7f) | 0x80 : left);
            if (left <= 127) {
                break;
            }
        }
        body.writeTo(packet);
        return packet.toByteArray();
    }
}
