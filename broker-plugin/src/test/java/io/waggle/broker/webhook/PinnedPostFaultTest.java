package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.config.IpBlock;
import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import io.waggle.testkit.Ports;
import io.waggle.testkit.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver may do to whoever posts to it, on real sockets. */
final class PinnedPostFaultTest {

    private static final byte[] BODY = "{\"ä\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final List<IpBlock> HERE = List.of(IpBlock.parse("127.0.0.1"));

    @TempDir
    private Path folder;

    private final ScriptedReceiver receiver = new ScriptedReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private static PinnedPost post(List<IpBlock> allowed, Duration timeout, SSLSocketFactory tls) {
        return new PinnedPost(new PublicAddresses(allowed), timeout, tls);
    }

    private static PinnedPost post(Duration timeout) {
        return post(HERE, timeout, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private Receiver.Answer answer(Duration timeout) throws PostFailed {
        return answer(post(timeout), receiver.url());
    }

    private static Receiver.Answer answer(PinnedPost post, String url) throws PostFailed {
        try (post) {
            return post.post(WebhookUrl.parse(url).orElseThrow(), Map.of("webhook-id", "1"), BODY);
        }
    }

    private PostResult failure(Duration timeout) {
        return failure(post(timeout), receiver.url());
    }

    private static PostResult failure(PinnedPost post, String url) {
        return catchThrowableOfType(PostFailed.class, () -> answer(post, url)).result();
    }

    // --- what is no fault

    @Test
    void whatIsPostedArrivesAsItIsAndTheStatusComesBack() throws PostFailed {
        receiver.thenStatus(204, "Retry-After: 7");

        assertThat(answer(LONG)).isEqualTo(new Receiver.Answer(204, java.util.Optional.of("7")));
        ScriptedReceiver.Request request = receiver.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /in?key=1 HTTP/1.1");
        assertThat(request.header("host")).isEqualTo("127.0.0.1:" + receiver.port());
        assertThat(request.header("user-agent")).isEqualTo("Waggle");
        assertThat(request.header("webhook-id")).isEqualTo("1");
        assertThat(request.body()).isEqualTo(new String(BODY, StandardCharsets.UTF_8));
    }

    @Test
    void answersThatAreNotTheLastAreSkipped() throws PostFailed {
        receiver.then(out -> {
            write(out, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
            write(out, "HTTP/1.0 500\r\n\r\n");
        });
        assertThat(answer(LONG).status()).isEqualTo(500);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() throws PostFailed {
        try (ScriptedReceiver elsewhere = new ScriptedReceiver()) {
            receiver.thenStatus(307, "Location: " + elsewhere.url());

            assertThat(answer(LONG).status()).isEqualTo(307);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void ofAnEndlessAnswerNoMoreIsReadThanItsHead() throws PostFailed {
        receiver.then(out -> {
            write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) { // until nobody takes it any more
                out.write(chunk);
            }
        });
        assertThat(answer(LONG).status()).isEqualTo(200);
    }

    // --- faults

    @Test
    void aReceiverThatNeverAnswersIsGivenUp() {
        receiver.then(ScriptedReceiver.never());

        assertThat(failure(SHORT)).isEqualTo(PostResult.TIMED_OUT);
    }

    @Test
    void aReceiverThatDripsItsAnswerIsGivenUpToo() {
        receiver.then(out -> {
            write(out, "HTTP/1.1 200 OK\r\n");
            while (true) { // each drop within the time that a read may take
                write(out, "X-Drop: 1\r\n");
                Thread.sleep(20);
            }
        });
        assertThat(failure(SHORT)).isEqualTo(PostResult.TIMED_OUT);
    }

    @Test
    void aReceiverThatDoesNotTakeTheRequestIsGivenUp() throws IOException {
        try (var deaf = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PinnedPost post = post(SHORT)) {
            byte[] large = new byte[16 << 20]; // more than the system takes for one that does not read
            WebhookUrl url =
                    WebhookUrl.parse("http://127.0.0.1:" + deaf.getLocalPort()).orElseThrow();

            assertThat(catchThrowableOfType(PostFailed.class, () -> post.post(url, Map.of(), large))
                            .result())
                    .isEqualTo(PostResult.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"})
    void anAnswerThatBreaksOffBeforeItsHeadEndsIsNone(String beginning) {
        receiver.then(out -> write(out, beginning));

        assertThat(failure(LONG)).isEqualTo(PostResult.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9\r\n",
                "\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099\r\n\r\n"
            })
    void whatIsNotHttpIsNoAnswer(String answer) {
        receiver.then(out -> write(out, answer));

        assertThat(failure(LONG)).isEqualTo(PostResult.NOT_HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "X-Field: x\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
    void anEndlessHeadIsNotReadToItsEnd(String piece) {
        receiver.then(out -> {
            write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            while (true) { // until nobody takes it any more
                write(out, piece.repeat(1_000));
            }
        });
        assertThat(failure(LONG)).isEqualTo(PostResult.NOT_HTTP);
    }

    @Test
    void whereNobodyListensNothingIsReached() {
        assertThat(failure(post(LONG), "http://127.0.0.1:" + Ports.choosePort()))
                .isEqualTo(PostResult.UNREACHABLE);
        assertThat(failure(post(LONG), "https://nowhere.invalid/")).isEqualTo(PostResult.UNREACHABLE);
    }

    @Test
    void whoIsStoppingSaysSoAndDoesNotWait() throws Exception {
        receiver.then(ScriptedReceiver.never());
        PinnedPost post = post(LONG);
        CompletableFuture<PostResult> result = CompletableFuture.supplyAsync(() -> failure(post, receiver.url()));
        Awaitility.await().until(() -> receiver.requests().size() == 1);

        post.close();

        assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(PostResult.STOPPED);
    }

    // --- where it may go

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d",
                "http://localhost:%d",
                "https://localhost:%d",
                "http://[::ffff:127.0.0.1]:%d"
            })
    void whatIsNotPublicIsNotEvenConnectedTo(String url) {
        PinnedPost post = post(List.of(), LONG, (SSLSocketFactory) SSLSocketFactory.getDefault());

        assertThat(failure(post, String.format(url, receiver.port()))).isEqualTo(PostResult.ADDRESS_NOT_ALLOWED);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void whatIsPublicIsNotPostedToInPlainText() {
        assertThat(failure(post(LONG), "http://1.1.1.1/")).isEqualTo(PostResult.ADDRESS_NOT_ALLOWED);
    }

    // --- TLS

    @Test
    void theCertificateMustBeTheHostsAndOfWhomTheServerTrusts() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("ca"));
        authority.server("here", "dns:localhost");
        authority.server("other", "dns:other.example.org");
        try (ScriptedReceiver trusted = encrypted(authority, "here");
                ScriptedReceiver another = encrypted(authority, "other")) {
            SSLSocketFactory trusting = authority.trusting().getSocketFactory();

            assertThat(answer(post(HERE, LONG, trusting), "https://localhost:" + trusted.port())
                            .status())
                    .isEqualTo(200);
            assertThat(failure(post(HERE, LONG, trusting), "https://localhost:" + another.port()))
                    .as("another host's")
                    .isEqualTo(PostResult.NOT_ENCRYPTED);
            assertThat(failure(post(LONG), "https://localhost:" + trusted.port()))
                    .as("of nobody that is trusted")
                    .isEqualTo(PostResult.NOT_ENCRYPTED);
            assertThat(failure(post(HERE, LONG, trusting), "https://localhost:" + receiver.port()))
                    .as("no TLS")
                    .isNotEqualTo(PostResult.TIMED_OUT);
            assertThat(another.requests()).isEmpty();
        }
    }

    private static ScriptedReceiver encrypted(TestAuthority authority, String name) throws IOException {
        return new ScriptedReceiver(authority
                .serving(name)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }
}
