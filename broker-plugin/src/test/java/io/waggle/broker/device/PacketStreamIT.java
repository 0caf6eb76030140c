package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.Address;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.testkit.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** However the packets of a connection lie in what the network delivers, they are taken and answered in their order. */
final class PacketStreamIT {

    private static BrokerProcess broker;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void publishesThatComeWithTheConnectAreTakenInTheirOrder(TestInfo test) throws IOException {
        try (Conversation talk = new Conversation(test)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(talk.connect());
            IntStream.rangeClosed(1, 30).forEach(number -> all.writeBytes(talk.publish(number)));
            byte[] half = talk.publish(31);
            all.write(half, 0, half.length / 2);
            talk.out.write(all.toByteArray());
            talk.expectConnack();
            talk.out.write(half, half.length / 2, half.length - half.length / 2);
            talk.out.write(talk.publish(32));

            talk.expectPubacks(1, 32);
            talk.expectTexts(1, 32);
        }
    }

    @Test
    void publishesInPiecesOfAnySizeAreTakenInTheirOrder(TestInfo test) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Conversation talk = new Conversation(test)) {
            talk.out.write(talk.connect());
            talk.expectConnack();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            IntStream.rangeClosed(1, 60).forEach(number -> all.writeBytes(talk.publish(number)));
            byte[] bytes = all.toByteArray();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(300)));
                talk.out.write(bytes, at, length);
                at += length;
            }

            talk.expectPubacks(1, 60);
            talk.expectTexts(1, 60);
        } catch (AssertionError e) {
            throw new AssertionError("with seed " + seed, e);
        }
    }

    @Test
    void moreOpenPublishesThanTheReceiveMaximumEndTheConnection(TestInfo test) throws IOException {
        try (Conversation talk = new Conversation(test)) {
            talk.out.write(talk.connect());
            talk.expectConnack();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            IntStream.rangeClosed(1, 200).forEach(number -> all.writeBytes(talk.publish(number)));
            talk.out.write(all.toByteArray());

            int[] packet = RawMqtt.next(talk.in);
            while (packet[0] == RawMqtt.PUBACK) {
                packet = RawMqtt.next(talk.in);
            }
            assertThat(packet).as("a DISCONNECT: Receive Maximum exceeded").containsExactly(RawMqtt.DISCONNECT, 0x93);
        }
    }

    /** A sender that writes bytes, and a friend who reads. */
    private static final class Conversation implements AutoCloseable {

        private final Address sender;
        private final TestDevice friend;
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        Conversation(TestInfo test) throws IOException {
            String suffix = Integer.toHexString(test.getDisplayName().hashCode());
            sender = Address.of("sender-" + suffix, "phone");
            friend = TestDevice.online(broker, Address.of("friend-" + suffix, "phone"));
            socket = new Socket(broker.mqtt().getAddress(), broker.mqtt().getPort());
            socket.setSoTimeout(RawMqtt.TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        byte[] connect() throws IOException {
            return RawMqtt.connectPacket(sender.clientId(), sender.account().value(), broker.mintToken(sender));
        }

        byte[] publish(int number) {
            try (TestDevice author = TestDevice.offline(broker, sender)) {
                byte[] frame = OutboxCodec.encode(OutboxFrame.of(author.text("text " + number, friend.address())));
                return RawMqtt.publishPacket(sender, number, frame);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void expectConnack() throws IOException {
            assertThat(RawMqtt.next(in)).containsExactly(RawMqtt.CONNACK, 0);
        }

        void expectPubacks(int first, int last) throws IOException {
            List<Integer> answered = new ArrayList<>();
            for (int i = first; i <= last; i++) {
                int[] packet = RawMqtt.next(in);
                assertThat(packet[0]).isEqualTo(RawMqtt.PUBACK);
                answered.add(packet[1]);
            }
            assertThat(answered)
                    .as("in the order of reception [MQTT-4.6.0-2]")
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(first, last).boxed().toList());
        }

        void expectTexts(int first, int last) {
            friend.awaitTexts(IntStream.rangeClosed(first, last)
                    .mapToObj(number -> "text " + number)
                    .toArray(String[]::new));
        }

        @Override
        public void close() throws IOException {
            socket.close();
            friend.close();
        }
    }
}
