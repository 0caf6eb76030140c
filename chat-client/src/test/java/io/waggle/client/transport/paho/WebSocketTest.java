package io.waggle.client.transport.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 127, 65_535, 65_536, 70_000})
    void framesOfEveryLengthComeThroughBothWays(int length) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        WebSocketOutput output = new WebSocketOutput(sent, new Random(1));
        output.write(payload, 0, payload.length);
        assertThat(sent.size()).as("nothing goes out before the flush").isZero();
        output.flush();

        byte[] unmasked = unmask(sent.toByteArray());

        assertThat(unmasked[0]).isEqualTo((byte) 0x82);
        assertThat(input(unmasked).readAllBytes()).isEqualTo(payload);
    }

    @Test
    void anEmptyFlushSendsNothing() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        new WebSocketOutput(sent, new Random(1)).flush();

        assertThat(sent.size()).isZero();
    }

    @Test
    void fragmentsBecomeOneStreamAndPingsBetweenThemAreAnswered() throws IOException {
        List<byte[]> pings = new ArrayList<>();
        InputStream input = new WebSocketInput(
                bytes(0x02, 2, 1, 2, 0x89, 1, 42, 0x00, 1, 3, 0x8A, 0, 0x80, 0, 0x82, 1, 4), pings::add);

        assertThat(input.readAllBytes()).containsExactly(1, 2, 3, 4);
        assertThat(pings).containsExactly(new byte[] {42});
    }

    @Test
    void aPongGoesOutMaskedBetweenTwoFrames() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        WebSocketOutput output = new WebSocketOutput(sent, new Random(1));
        output.write(7);

        output.pong(new byte[] {1, 2});
        output.flush();

        byte[] all = sent.toByteArray();
        assertThat(all[0]).isEqualTo((byte) 0x8A);
        assertThat(all[1]).isEqualTo((byte) 0x82);
        assertThat(all[8]).isEqualTo((byte) 0x82);
    }

    @Test
    void aCloseFrameEndsTheStream() throws IOException {
        InputStream input = input(0x82, 1, 9, 0x88, 0, 0x82, 1, 8);

        assertThat(input.readAllBytes()).containsExactly(9);
        assertThat(input.read()).isEqualTo(-1);
    }

    @Test
    void anEndWithinAFrameIsAnError() {
        assertThatThrownBy(() -> input(0x82, 5, 1, 2).readAllBytes()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> input(0x82, 126, 1).readAllBytes()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> input(0x82).readAllBytes()).isInstanceOf(EOFException.class);
    }

    @Test
    void whatAServerMayNotSendIsAnError() {
        assertThatThrownBy(() -> input(0x81, 1, 65).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kind 1");
        assertThatThrownBy(() -> input(0x82, 0x81, 1, 2, 3, 4, 5).readAllBytes())
                .hasMessageContaining("masked");
        assertThatThrownBy(() -> input(0x89, 126, 0, 126).readAllBytes()).hasMessageContaining("control frame");
        assertThatThrownBy(() -> input(0x82, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0).readAllBytes())
                .hasMessageContaining("impossible length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 101 Swit",
                ""
            })
    void aServerThatDoesNotShakeHandsIsRefused(String response) {
        InputStream in = new ByteArrayInputStream(response.getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> WebSocket.connect(URI.create("ws://localhost"), in, new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> WebSocket.connect(URI.create("ws://localhost"), endless, new ByteArrayOutputStream()))
                .hasMessageContaining("too long");
    }

    @Test
    void theRequestAsksForMqttAtTheGivenPath() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        assertThatThrownBy(() -> WebSocket.connect(
                        URI.create("ws://chat.example:8000/a/b?c=d"), InputStream.nullInputStream(), request))
                .isInstanceOf(IOException.class);

        assertThat(request.toString(StandardCharsets.US_ASCII))
                .startsWith("GET /a/b?c=d HTTP/1.1\r\nHost: chat.example:8000\r\n")
                .contains("\r\nSec-WebSocket-Protocol: mqtt\r\n")
                .endsWith("\r\n\r\n");
    }

    private static InputStream input(int... values) {
        return new WebSocketInput(bytes(values), ping -> {});
    }

    private static InputStream input(byte[] bytes) {
        return new WebSocketInput(new ByteArrayInputStream(bytes), ping -> {});
    }

    private static InputStream bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new ByteArrayInputStream(bytes);
    }

    /** A client's frame as a server would send it. */
    private static byte[] unmask(byte[] frame) {
        int length = frame[1] & 0x7F;
        int extended = length == 127 ? 8 : length == 126 ? 2 : 0;
        int maskAt = 2 + extended;
        byte[] result = new byte[frame.length - 4];
        System.arraycopy(frame, 0, result, 0, maskAt);
        result[1] &= 0x7F;
        for (int i = maskAt; i < result.length; i++) {
            result[i] = (byte) (frame[i + 4] ^ frame[maskAt + (i - maskAt) % 4]);
        }
        return result;
    }
}
