package io.waggle.broker.packaging;

import io.waggle.protocol.Address;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Knocks at a broker's door with one MQTT 5 CONNECT and says how it was answered. */
final class MqttKnock {

    /** The connection was closed without a CONNACK. */
    static final int CLOSED = -1;

    static final int SUCCESS = 0x00;

    private static final int TIMEOUT_MS = 20_000;

    private MqttKnock() {}

    /**
     * What the broker answered.
     *
     * @param reasonCode MQTT 5.0, section 3.2.2.2, or {@link #CLOSED}
     * @param properties those with a number for a value, by their identifier (section 3.2.2.3)
     */
    record Connack(int reasonCode, Map<Integer, Integer> properties) {}

    /** The CONNACK's Reason Code, or {@link #CLOSED}. */
    static int reasonCode(InetSocketAddress broker, Address device, String password) throws IOException {
        return connack(broker, device, password).reasonCode();
    }

    /** The CONNACK. */
    static Connack connack(InetSocketAddress broker, Address device, String password) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(broker, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return connack(socket, device, password);
        }
    }

    /** The CONNACK over a connection that there is. */
    static Connack connack(Socket socket, Address device, String password) throws IOException {
        try {
            socket.getOutputStream().write(connect(device, password));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte() >> 4;
            if (type != 2) {
                throw new IOException("not a CONNACK but packet type " + type);
            }
            readVariableByteInteger(in);
            in.readUnsignedByte(); // flags
            int reasonCode = in.readUnsignedByte();
            byte[] properties = in.readNBytes(readVariableByteInteger(in));
            return new Connack(reasonCode, numbers(new DataInputStream(new ByteArrayInputStream(properties))));
        } catch (EOFException | SocketException e) {
            return new Connack(CLOSED, Map.of());
        }
    }

    private static Map<Integer, Integer> numbers(DataInputStream in) throws IOException {
        Map<Integer, Integer> numbers = new HashMap<>();
        while (in.available() > 0) {
            int id = in.readUnsignedByte();
            switch (id) {
                case 0x11, 0x27 -> numbers.put(id, in.readInt());
                case 0x13, 0x21, 0x22 -> numbers.put(id, in.readUnsignedShort());
                case 0x24, 0x25, 0x28, 0x29, 0x2A -> numbers.put(id, in.readUnsignedByte());
                default -> in.readUTF();
            }
        }
        return numbers;
    }

    private static int readVariableByteInteger(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
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
