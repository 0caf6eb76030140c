package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.Identifier.Kind;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.SenderConfig;
import io.waggle.broker.config.SenderConfig.Email;
import io.waggle.broker.config.SenderConfig.Sms;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.CodeKind;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.broker.verification.CodeSender;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CodeSendersTest {

    private static final EmailAddress ALICE = new EmailAddress("alice@example.org");
    private static final PhoneNumber BOB = new PhoneNumber("+4915112345678");
    private static final Duration VALID = Duration.ofMinutes(10);

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(shown, true, StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @AfterEach
    void releaseSenders() {
        release.countDown();
    }

    /** Remembers what it sent, and does before that what the test says. */
    private static final class FakeSender implements CodeSender {

        private final Set<Kind> kinds;
        private final Behaviour behaviour;
        private final List<String> sent = new CopyOnWriteArrayList<>();
        private final List<Thread> threads = new CopyOnWriteArrayList<>();
        private volatile boolean closed;

        private interface Behaviour {
            void send() throws CodeNotSent, InterruptedException;
        }

        FakeSender(Kind kind, Behaviour behaviour) {
            this.kinds = Set.of(kind);
            this.behaviour = behaviour;
        }

        @Override
        public Set<Kind> kinds() {
            return kinds;
        }

        @Override
        public void send(Identifier to, String code, Duration validFor) throws CodeNotSent {
            threads.add(Thread.currentThread());
            try {
                behaviour.send();
            } catch (InterruptedException e) {
                throw new CodeNotSent(NotSentReason.STOPPED, "interrupted");
            }
            sent.add(to.value() + " " + code + " " + validFor.toSeconds());
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aCodeIsSentByWhoeverReachesItsRecipientAndTold() {
        FakeSender mail = new FakeSender(Kind.EMAIL, () -> {});
        FakeSender text = new FakeSender(Kind.PHONE, () -> {});
        try (CodeSenders senders = senders(4, 100, mail, text)) {
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            assertThat(senders.offer(BOB, "222222", VALID)).isTrue();
            await().until(() -> events.size() == 2);
        }

        assertThat(mail.sent).containsExactly("alice@example.org 111111 600");
        assertThat(text.sent).containsExactly("+4915112345678 222222 600");
        assertThat(events)
                .allMatch(event ->
                        event instanceof Event.CodeSent sent && !sent.took().isNegative())
                .extracting(event -> ((Event.CodeSent) event).kind())
                .containsExactlyInAnyOrder(CodeKind.EMAIL, CodeKind.PHONE);
        assertThat(mail.closed).isTrue();
    }

    @Test
    void whoOffersNeverWaitsAndIsToldWhenTooManyDo() {
        FakeSender mail = new FakeSender(Kind.EMAIL, release::await);
        try (CodeSenders senders = senders(2, 3, mail)) {
            for (int i = 0; i < 5; i++) {
                assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            }
            assertThat(senders.offer(ALICE, "111111", VALID)).isFalse();
            assertThat(events)
                    .containsExactly(new Event.CodeNotSent(
                            CodeKind.EMAIL, NotSentReason.QUEUE_FULL, "too many wait to be sent"));

            release.countDown();
            await().until(() -> mail.sent.size() == 5);
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
        }
    }

    @Test
    void aMailServerThatHangsHoldsNoTextMessageUp() {
        FakeSender mail = new FakeSender(Kind.EMAIL, release::await);
        FakeSender text = new FakeSender(Kind.PHONE, () -> {});
        try (CodeSenders senders = senders(1, 1, mail, text)) {
            while (senders.offer(ALICE, "111111", VALID)) {
                // until its queue is full
            }
            assertThat(senders.offer(BOB, "222222", VALID)).isTrue();
            await().until(() -> text.sent.size() == 1);
            release.countDown();
        }
    }

    @Test
    void aFailureIsToldWithItsReason() {
        FakeSender mail = new FakeSender(Kind.EMAIL, () -> {
            throw new CodeNotSent(NotSentReason.TIMED_OUT, "no answer");
        });
        try (CodeSenders senders = senders(1, 1, mail)) {
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            await().until(() -> !events.isEmpty());
        }

        assertThat(events).containsExactly(new Event.CodeNotSent(CodeKind.EMAIL, NotSentReason.TIMED_OUT, "no answer"));
    }

    @Test
    void whatASenderThrowsIsToldWithoutItsMessageAndEndsNothing() {
        FakeSender mail = new FakeSender(Kind.EMAIL, () -> {
            throw new NoClassDefFoundError("alice@example.org 111111");
        });
        try (CodeSenders senders = senders(1, 10, mail)) {
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            await().until(() -> events.size() == 2);
        }

        assertThat(events)
                .containsOnly(new Event.CodeNotSent(
                        CodeKind.EMAIL,
                        NotSentReason.INTERNAL_ERROR,
                        "the sender failed with java.lang.NoClassDefFoundError"));
    }

    @Test
    void aCodeThatWaitedForLongerThanItCanBeUsedIsNotSent() {
        FakeSender mail = new FakeSender(Kind.EMAIL, release::await);
        try (CodeSenders senders = senders(1, 10, mail)) {
            assertThat(senders.offer(ALICE, "111111", VALID)).isTrue();
            await().until(() -> mail.threads.size() == 1);
            assertThat(senders.offer(ALICE, "222222", Duration.ofNanos(1))).isTrue();
            release.countDown();
            await().until(() -> events.size() == 2);
        }

        assertThat(mail.sent).containsExactly("alice@example.org 111111 600");
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        Event.CodeNotSent.class,
                        event -> assertThat(event.reason()).isEqualTo(NotSentReason.EXPIRED));
    }

    @Test
    void whatWaitsWhenTheServerStopsIsSentFirst() {
        FakeSender mail = new FakeSender(Kind.EMAIL, () -> release.await());
        CodeSenders senders = senders(1, 10, mail);
        senders.offer(ALICE, "111111", VALID);
        senders.offer(ALICE, "222222", VALID);
        new Thread(release::countDown).start();
        senders.close();

        assertThat(mail.sent).hasSize(2);
        assertThat(mail.closed).isTrue();
        assertThat(senders.offer(ALICE, "333333", VALID)).isFalse();
        assertThat(events.get(2))
                .isEqualTo(new Event.CodeNotSent(CodeKind.EMAIL, NotSentReason.STOPPED, "the server stops"));
    }

    @Test
    void aSenderThatHangsDoesNotHoldTheStopUp() {
        FakeSender mail = new FakeSender(Kind.EMAIL, release::await);
        CodeSenders senders = senders(1, 10, mail);
        senders.offer(ALICE, "111111", VALID);
        await().until(() -> mail.threads.size() == 1);
        senders.offer(ALICE, "222222", VALID);

        long begun = System.nanoTime();
        senders.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        await().until(() -> events.size() == 2);
        assertThat(mail.sent).isEmpty();
        assertThat(events)
                .allMatch(
                        event -> event instanceof Event.CodeNotSent failed && failed.reason() == NotSentReason.STOPPED);
    }

    /** Jakarta Mail looks there for its parts; whoever made the thread may have the host's. */
    @Test
    void sendersFindTheirOwnClassesWhateverTheContextIsOfWhoOffers() {
        FakeSender mail = new FakeSender(Kind.EMAIL, () -> {});
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (CodeSenders senders = senders(1, 10, mail)) {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            senders.offer(ALICE, "111111", VALID);
            await().until(() -> mail.sent.size() == 1);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        assertThat(mail.threads).singleElement().satisfies(thread -> {
            assertThat(thread.getContextClassLoader()).isSameAs(CodeSenders.class.getClassLoader());
            assertThat(thread.getName()).startsWith("waggle-codes-");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void byDefaultADeveloperSeesCodesOnTheConsole() {
        try (CodeSenders senders = CodeSenders.open(defaults(), true, console, Clock.systemUTC(), events::add)) {
            assertThat(senders.reaches(Kind.EMAIL)).isTrue();
            assertThat(senders.reaches(Kind.PHONE)).isTrue();
            senders.offer(ALICE, "111111", VALID);
            senders.offer(BOB, "222222", VALID);
            await().until(() -> events.size() == 2);
        }

        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrder(
                        "Waggle code for alice@example.org: 111111 (for 600 s)",
                        "Waggle code for +4915112345678: 222222 (for 600 s)");
    }

    @Test
    void byDefaultAServerThatOthersReachDoesNotStart() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> CodeSenders.open(defaults(), false, console, Clock.systemUTC(), events::add))
                .withMessageContaining("verification.email = 'console'")
                .withMessageContaining("verification.sms = 'console'");
    }

    @Test
    void withNoneNobodyIsReached() {
        SenderConfig config = with(Email.NONE, Sms.NONE);
        try (CodeSenders senders = CodeSenders.open(config, false, console, Clock.systemUTC(), events::add)) {
            assertThat(senders.reaches(Kind.EMAIL)).isFalse();
            assertThat(senders.reaches(Kind.PHONE)).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> senders.offer(ALICE, "111111", VALID));
        }
    }

    private SenderConfig with(Email email, Sms sms) {
        SenderConfig defaults = defaults();
        return new SenderConfig(
                email,
                sms,
                defaults.serviceName(),
                defaults.threads(),
                defaults.queue(),
                defaults.smtp(),
                defaults.webhook());
    }

    private SenderConfig defaults() {
        return WaggleConfig.defaults(folder).senders();
    }

    private CodeSenders senders(int threads, int queue, CodeSender... senders) {
        return new CodeSenders(List.of(senders), new SendingLane.Bounds(threads, queue), events::add);
    }
}
