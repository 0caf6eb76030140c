package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.waggle.client.fake.Fault;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.MessageId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever happens, the log names devices and ids, never what was said and never a token. */
class LogsTest extends SimulatedWorld {

    private static final String SAID = "what-was-said";
    private static final String TOKEN = "secret-token";

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.waggle");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void neitherContentNorTokensAreLogged() {
        int[] asked = {0};
        SimulatedClient ann = online(
                ANN,
                options -> ClientOptions.of(ANN, URI.create("tcp://simulated"), () -> {
                    if (asked[0]++ % 2 == 0) {
                        throw new IOException("the answer was " + TOKEN);
                    }
                    return TOKEN + asked[0];
                }));
        SimulatedClient bob = online(BOB);
        bob.listener.onMessage = message -> {
            throw new IllegalStateException("cannot show it");
        };
        MessageId unreadable = ann.send(BOB, SAID);
        simulation.server.setUnreadable(Set.of(unreadable));
        ann.send(new AccountId("nobody"), SAID);
        letTimePass();
        ann.send(BOB, SAID);
        letTimePass();
        simulation.server.setFaults((device, frame) -> Fault.BUSY);
        ann.send(BOB, SAID);
        letTimePass();
        simulation.server.setFaults((device, frame) -> Fault.NONE);
        simulation.server.inject(BOB, SAID.getBytes(StandardCharsets.UTF_8));
        ann.transport.refusal = ReasonCode.BAD_TOKEN;
        simulation.server.cut(ANN);
        bob.database.fail(true);
        ann.send(BOB, SAID);
        simulation.run(Duration.ofMinutes(5));

        List<String> lines = appender.list.stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
        assertThat(lines).hasSizeGreaterThan(20);
        assertThat(lines).noneMatch(line -> line.contains(SAID));
        assertThat(lines).noneMatch(line -> line.contains(TOKEN));
        assertThat(lines).anyMatch(line -> line.contains("ann/phone"));
    }

    @Test
    void anOrdinaryDayIsAFewLines() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        for (int i = 0; i < 1_000; i++) {
            ann.send(BOB, SAID);
        }
        letTimePass();
        ann.core.disconnect();
        letTimePass();

        assertThat(appender.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)))
                .hasSizeLessThan(15)
                .allMatch(event -> event.getLevel() == Level.INFO);
    }

    @Test
    void loginsAndMessagesDoNotGiveTheirSecretsAway() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, SAID);
        letTimePass();

        assertThat(ann.transport.logins.get(0)).asString().contains("ann/phone").doesNotContain("token");
        assertThat(last(bob)).asString().contains("ann/phone").doesNotContain(SAID);
    }
}
