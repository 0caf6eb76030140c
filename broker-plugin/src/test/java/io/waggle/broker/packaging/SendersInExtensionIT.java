package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.extensions.classloader.IsolatedExtensionClassloader;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Codes leave the extension's jar as the host loads it: in the host's own class loader, above the host's libraries and nothing
 * else. Mail, phone numbers and JSON come with files that a shaded jar loses easily, and mail is looked for in the context class
 * loader: that of whoever asks for codes is the test's here, which has a Jakarta Mail of its own.
 */
@Timeout(120)
final class SendersInExtensionIT {

    private static final Path TARGET = Path.of("target");

    @TempDir
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Test
    void mailsAndRequestsLeaveTheShadedJar() throws Exception {
        GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        HttpServer gateway = gateway();
        try (URLClassLoader host = host();
                IsolatedExtensionClassloader extension = extension(host)) {
            mails.start();
            AutoCloseable senders = senders(extension, mails.getSmtp().getPort(), gateway);

            offer(extension, senders, "PHONE", "+49 151 12345678", "222222");
            offer(extension, senders, "EMAIL", "Alice@example.org", "111111");

            await().until(() -> events.size() == 2);
            senders.close();
            assertThat(mails.getReceivedMessages()).hasSize(1);
            assertThat((String) mails.getReceivedMessages()[0].getContent()).startsWith("Your Café code is 111111");
        } finally {
            gateway.stop(0);
            mails.stop();
        }

        assertThat(events).allMatch(event -> event.startsWith("CodeSent["));
        assertThat(requests)
                .singleElement()
                .asString()
                .contains("\"to\":\"+4915112345678\"")
                .contains("222222");
    }

    private HttpServer gateway() throws IOException {
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        gateway.start();
        return gateway;
    }

    private AutoCloseable senders(ClassLoader extension, int mailPort, HttpServer gateway) throws Exception {
        Path file = Files.writeString(folder.resolve("waggle.properties"), """
                verification.email = smtp
                verification.sms = webhook
                verification.service-name = Caf\u00e9
                verification.smtp.port = %d
                verification.smtp.encryption = none
                verification.smtp.from = no-reply@waggle.example
                verification.webhook.url = http://127.0.0.1:%d/
                """.formatted(
                        mailPort, gateway.getAddress().getPort()));
        Class<?> config = extension.loadClass("io.waggle.broker.config.WaggleConfig");
        Object loaded = config.getMethod("load", Path.class, Path.class).invoke(null, file, folder);
        Object senderConfig = config.getMethod("senders").invoke(loaded);
        Class<?> listener = extension.loadClass("io.waggle.broker.event.Events");
        Object listening = Proxy.newProxyInstance(extension, new Class<?>[] {listener}, (proxy, method, arguments) -> {
            events.add(String.valueOf(arguments[0]));
            return null;
        });
        Class<?> type = extension.loadClass("io.waggle.broker.verification.sender.CodeSenders");
        assertThat(type.getClassLoader()).isSameAs(extension);
        Method open = type.getMethod(
                "open", senderConfig.getClass(), boolean.class, PrintStream.class, Clock.class, listener);
        PrintStream console = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return (AutoCloseable) open.invoke(null, senderConfig, false, console, Clock.systemUTC(), listening);
    }

    private static void offer(ClassLoader extension, AutoCloseable senders, String kind, String text, String code)
            throws ReflectiveOperationException {
        Class<?> identifier = extension.loadClass("io.waggle.broker.account.Identifier");
        Class<?> kinds = extension.loadClass("io.waggle.broker.account.Identifier$Kind");
        Object wanted = Stream.of(kinds.getEnumConstants())
                .filter(constant -> constant.toString().equals(kind))
                .findAny()
                .orElseThrow();
        Optional<?> parsed =
                (Optional<?>) identifier.getMethod("parse", kinds, String.class).invoke(null, wanted, text);
        assertThat(parsed).isPresent();
        Object taken = senders.getClass()
                .getMethod("offer", identifier, String.class, Duration.class)
                .invoke(senders, parsed.get(), code, Duration.ofMinutes(10));
        assertThat(taken).isEqualTo(true);
    }

    /** The host's libraries alone: what the test itself has on its class path must not help. */
    private static URLClassLoader host() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve("broker-lib"))) {
            return new URLClassLoader(
                    jars.map(SendersInExtensionIT::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }
    }

    private static IsolatedExtensionClassloader extension(ClassLoader host) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            Path jar = files.filter(file -> file.toString().endsWith("-extension.jar"))
                    .findAny()
                    .orElseThrow();
            return new IsolatedExtensionClassloader(new URL[] {url(jar)}, host);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
