package io.waggle.broker.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.event.Event.CodeKind;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class EventLogTest {

    private static final Event NOT_SENT = new Event.CodeNotSent(
            CodeKind.EMAIL, NotSentReason.RECIPIENT_REFUSED, "mail.example refuses the recipient");

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.waggle.broker");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final EventLog log = new EventLog();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    @Test
    void codesThatAreNotSentAreOneWarningAMinute() {
        for (int i = 0; i < 100; i++) {
            log.publish(NOT_SENT);
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .isEqualTo("A one-time code (email) was not sent: mail.example refuses the recipient."
                            + " More of it within a minute is only counted");
        });
    }

    @Test
    void refusalsAreOneWarningAMinuteOfEachLimitAndNameNobody() {
        for (int i = 0; i < 100; i++) {
            log.publish(new Event.LimitRefused(RateLimit.BAD_TOKENS));
            log.publish(new Event.LimitRefused(RateLimit.PAIR_MESSAGES));
            log.publish(new Event.LimitUndecided(RateLimit.BAD_TOKENS));
        }

        assertThat(lines.list)
                .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Refused by limit.bad-tokens. More of it within a minute is only counted",
                        "Refused by limit.pair-messages. More of it within a minute is only counted",
                        "limit.bad-tokens cannot be decided, for limit.max-keys are kept."
                                + " More of it within a minute is only counted");
    }

    /** Anybody can make codes fail, by asking for some to addresses that are none. */
    @Test
    void codesThatAreNotSentDoNotSilenceAnOutage() {
        log.publish(NOT_SENT);
        log.publish(new Event.RecoveryFailed(new IOException("still broken")));

        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.ERROR);
    }
}
