package io.waggle.broker.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.Address;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventMetricsTest {

    private static final Address DEVICE = Address.of("alice", "phone");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMetrics metrics = new EventMetrics(registry);

    static List<Event> oneOfEach() {
        return List.of(
                new Event.MessageAccepted(2, 100),
                new Event.MessageDeduplicated(),
                new Event.MessageRefused(Result.RECIPIENT_FULL),
                new Event.MessageMissed(),
                new Event.GroupChanged(Event.GroupChanged.Kind.MEMBERS),
                new Event.Committed(3, 500, true, Duration.ofMillis(2)),
                new Event.Committed(3, 500, false, Duration.ofMillis(2)),
                new Event.CommitFailed(new IOException()),
                new Event.RecoveryFailed(new IOException()),
                new Event.StoreRecovered(Duration.ofSeconds(1)),
                new Event.CommitQueueFull(),
                new Event.MessageDelivered(Duration.ofMillis(5)),
                new Event.ReceiptRecorded(ReceiptKind.READ),
                new Event.NoticeDropped(Event.NoticeDropped.DropReason.INBOX_FULL),
                new Event.RowsExpired(4),
                new Event.RowRejected(DEVICE, new InboxSequence(1)),
                new Event.DeadLettersDropped(1),
                new Event.AcknowledgementIgnored(),
                new Event.InboxCreated(DEVICE),
                new Event.InboxRemoved(DEVICE, 3),
                new Event.FrameSent(2, 300),
                new Event.HeadRedelivered(),
                new Event.DeliveryStuck(DEVICE, new InboxSequence(1), 5),
                new Event.DeliveryFailed(DEVICE, new IOException()),
                new Event.LiveEventSent(),
                new Event.LiveEventDropped(),
                new Event.PresenceSent(3),
                new Event.WatchRefused(Event.WatchRefused.Crowded.ACCOUNT),
                new Event.PresenceUndecided(2),
                new Event.AccountChanged(),
                new Event.AccountChangeFailed(new IOException()),
                new Event.AccountAction(
                        DEVICE.account(), Event.AccountAction.Action.DELETED, Event.AccountAction.Actor.OWNER),
                new Event.OperatorRefused(),
                new Event.LastSeenDropped(2),
                new Event.BotAction(DEVICE.account(), Event.BotAction.Step.CREATED),
                new Event.BotSent(),
                new Event.WebhookPosted(Event.WebhookPosted.PostResult.TAKEN, 2, Duration.ofMillis(30)),
                new Event.WebhookFailed(DEVICE.account(), new IllegalStateException()),
                new Event.ApiAnswered("GET", "/v1/devices", 200, Duration.ofMillis(3)),
                new Event.ApiRefused("bad-request"),
                new Event.CodeSent(Event.CodeKind.EMAIL, Duration.ofMillis(80)),
                new Event.CodeNotSent(Event.CodeKind.PHONE, Event.CodeNotSent.NotSentReason.TIMED_OUT, "no answer"),
                new Event.TokensGranted(Event.GrantKind.REFRESH_TOKEN),
                new Event.TokensRefused(
                        Event.GrantKind.AUTHORIZATION_CODE, Event.TokensRefused.TokenError.INVALID_GRANT),
                new Event.LoginDone(),
                new Event.LoginRefused(Event.LoginRefused.LoginRefusal.FOREIGN_STATE, "of another browser"),
                new Event.FrameMalformed(DEVICE, Fault.NOT_PROTOBUF),
                new Event.PublishRefused(DEVICE, Event.PublishRefused.PublishRefusal.FOREIGN_TOPIC),
                new Event.SubscribeRefused(DEVICE),
                new Event.ConnectRefused(Event.ConnectRefused.ConnectRefusal.BAD_TOKEN),
                new Event.Connected(DEVICE, true),
                new Event.Disconnected(DEVICE),
                new Event.LimitRefused(RateLimit.CODE_REQUESTS),
                new Event.LimitUndecided(RateLimit.MESSAGES),
                new Event.CertificateInUse(Instant.ofEpochSecond(1_900_000_000)),
                new Event.CertificateRefused("tls.certificate = 'x': it has expired"));
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void countsEveryOutcome(Event event) {
        double before = total();
        metrics.publish(event);

        assertThat(total()).isGreaterThan(before);
    }

    @Test
    void knowsEveryOutcomeThereIs() {
        Set<Class<?>> tried = oneOfEach().stream().map(Object::getClass).collect(Collectors.toSet());

        assertThat(tried).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @Test
    void tagsComeFromClosedVocabularies() {
        oneOfEach().forEach(metrics::publish);

        assertThat(registry.getMeters().stream().flatMap(meter -> meter.getId().getTags().stream()))
                .extracting(Tag::getKey)
                .containsOnly(
                        "result", "kind", "reason", "fault", "synced", "grant", "error", "limit", "method", "route",
                        "status", "problem", "action", "by");
        assertThat(registry.getMeters().stream().flatMap(meter -> meter.getId().getTags().stream()))
                .extracting(Tag::getValue)
                .noneMatch(value -> value.contains(DEVICE.account().value()));
    }

    @Test
    void everyMeterHasADescriptionAndAUnitAndANameOfTheHouse() {
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getName()).matches("chat(\\.[a-z]+)+");
            assertThat(meter.getId().getDescription())
                    .as(meter.getId().getName())
                    .isNotBlank();
            assertThat(meter.getId().getBaseUnit()).as(meter.getId().getName()).isNotBlank();
        });
    }

    private double total() {
        return registry.getMeters().stream()
                .mapToDouble(EventMetricsTest::count)
                .sum();
    }

    private static double count(Meter meter) {
        double sum = 0;
        for (Measurement measurement : meter.measure()) {
            sum += measurement.getValue();
        }
        return sum;
    }
}
