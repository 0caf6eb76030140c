package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.packaging.Commands.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL of the broker and of phones at random moments while messages fly, as {@code ./waggle demo} does it. How often is a
 * matter of {@code -Dwaggle.kills}.
 */
final class DemoIT {

    private static final int KILLS = Integer.getInteger("waggle.kills", 40);
    private static final int MESSAGES = Math.max(200, 60 * KILLS);

    @TempDir
    private Path folder;

    @Test
    void losesNothingAndShowsNothingTwiceHoweverOftenItIsKilled() throws Exception {
        Result demo = Commands.run(
                List.of(
                        "env",
                        "WAGGLE_NO_BUILD=1",
                        Commands.ROOT.resolve("waggle").toString(),
                        "demo",
                        "--messages",
                        Integer.toString(MESSAGES),
                        "--kills",
                        Integer.toString(KILLS)),
                folder,
                Duration.ofMinutes(5).plus(Duration.ofSeconds(30).multipliedBy(KILLS)));

        assertThat(demo.status()).as(demo.out() + demo.err()).isZero();
        String lastLine = demo.out().strip().lines().reduce("", (earlier, line) -> line);
        assertThat(lastLine)
                .matches("\\{\"acked\":\\d+,\"delivered\":\\d+,\"lost\":0,\"duplicated\":0,\"reordered\":0,"
                        + "\"brokerKills\":" + KILLS + ",\"clientKills\":\\d+}");
        assertThat(number(lastLine, "acked")).isGreaterThanOrEqualTo(MESSAGES).isEqualTo(number(lastLine, "delivered"));
        assertThat(number(lastLine, "clientKills")).isEqualTo((KILLS + 1) / 2);
    }

    private static int number(String json, String name) {
        return Integer.parseInt(json.replaceAll(".*\"" + name + "\":(\\d+).*", "$1"));
    }
}
