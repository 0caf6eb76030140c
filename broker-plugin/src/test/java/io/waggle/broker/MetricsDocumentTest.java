package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.event.EventMetrics;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.protocol.frame.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists every meter of ours, as it is: name, tags, unit and description. */
final class MetricsDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    @Test
    void theDocumentListsEveryMeterAsItIs() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
        InMemoryInbox inbox =
                new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), Clock.systemUTC(), event -> {});
        Welcome.Limits limits = new Welcome.Limits(1, 1, 1, 1, Duration.ofDays(1), 1, 1);
        try (Dispatcher dispatcher = new Dispatcher(inbox, config.delivery(), limits, Clock.systemUTC(), event -> {})) {
            new EventMetrics(registry);
            new StateGauges(
                            inbox,
                            dispatcher,
                            new StateGauges.Kept(() -> 0, () -> 0, () -> 0),
                            new StateGauges.Presence(() -> 0, () -> 0, () -> 0),
                            new StateGauges.Webhooks(() -> 0, () -> 0))
                    .bindTo(registry);

            Set<String> rows = new TreeSet<>();
            Files.readAllLines(DOCUMENT).stream()
                    .filter(line -> line.startsWith("| `chat."))
                    .forEach(rows::add);
            assertThat(rows)
                    .as("the rows of docs/metrics.md")
                    .containsExactlyElementsOf(registry.getMeters().stream()
                            .map(MetricsDocumentTest::row)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static String row(Meter meter) {
        Meter.Id id = meter.getId();
        String tags = id.getTags().stream().map(tag -> "`" + tag.getKey() + "`").collect(Collectors.joining(", "));
        return String.format(
                "| `%s` | %s | %s | %s | %s |",
                id.getName(),
                id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                tags,
                id.getBaseUnit(),
                id.getDescription());
    }
}
