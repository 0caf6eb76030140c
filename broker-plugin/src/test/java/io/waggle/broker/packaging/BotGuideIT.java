package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.device.SmsGateway;
import io.waggle.protocol.MessageId;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.Ports;
import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/bots.md}, done: its commands and its Python as they stand there. */
final class BotGuideIT {

    private static final Path GUIDE = Commands.ROOT.resolve("docs/bots.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aNewcomerMakesABotThatHearsWhatIsWrittenToItAndAnswers() throws Exception {
        assumeTrue(isThere("curl") && isThere("python3"), "curl and python3 are installed");
        SmsGateway gateway = new SmsGateway();
        int port = Ports.choosePort();
        Path receiver = Files.writeString(folder.resolve("receiver.py"), String.join("\n", blocks("python")));
        Path heard = folder.resolve("heard.txt");
        try (gateway;
                BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults()
                        .set("verification.code-digits", "10") // in no log by chance
                        .set("verification.sms", "webhook")
                        .set("verification.webhook.url", gateway.url())
                        .set("bot.webhook.private-addresses", "127.0.0.1")
                        .set("bot.webhook.retry-after", "100ms"))) {
            HttpCaller http = new HttpCaller(broker.http(""));
            Tokens anna = http.signIn("phone", "+4915123456701", gateway::codeFor);
            // The receiver is started with the secret when the commands have got it, and told to the end of them.
            String script = "set -euo pipefail\n"
                    + String.join("\n", blocks("sh")).replace("TO=...", "TO=" + anna.account())
                    + "\necho \"secret=$WEBHOOK_SECRET token=$BOT_TOKEN bot=$BOT\"\n";
            Path commands = Files.writeString(folder.resolve("commands.sh"), script);
            ProcessBuilder bash = new ProcessBuilder("bash", commands.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.txt").toFile());
            bash.environment()
                    .putAll(Map.of(
                            "WAGGLE", broker.http("").toString(),
                            "TOKEN", anna.access(),
                            "HOOK", "http://127.0.0.1:" + port + "/"));
            Process process = bash.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String out = Files.readString(folder.resolve("out.txt"));
            assertThat(process.exitValue()).as(out).isZero();
            assertThat(out).contains("\"message_id\":", "\"url\":");
            String secret = match("secret=(\\S+)", out);
            TestLogs.mustNotBeLogged(secret);
            TestLogs.mustNotBeLogged(match("token=(\\S+)", out));

            ProcessBuilder python = new ProcessBuilder("python3", receiver.toString(), Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(heard.toFile());
            python.environment().put("WEBHOOK_SECRET", secret);
            Process listening = python.start();
            try {
                write(http, anna, match("bot=(\\S+)", out));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(Files.readString(heard)).contains("Hi bot"));
                await("the receiver has said that it has it")
                        .atMost(PATIENCE)
                        .until(() -> broker.metric("chat_webhook_rows_total").orElse(0.0) > 0.0);
            } finally {
                listening.destroyForcibly();
            }
        }
    }

    /** Another bot does, which is the shortest way. */
    private static void write(HttpCaller http, Tokens owner, String to) {
        HttpCaller.Answer made =
                http.as(owner).post("/v1/bots", Map.of("name", "Writes")).expect(201);
        TestLogs.mustNotBeLogged(made.text("token"));
        Tokens writer = http.form(
                        "/oauth/token",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", made.text("account_id"),
                                "client_secret", made.text("token")))
                .botTokens();
        http.as(writer)
                .post(
                        "/v1/messages",
                        Map.of(
                                "message_id",
                                MessageId.create(Instant.now()).toString(),
                                "to",
                                to,
                                "content",
                                "SGkgYm90"))
                .expect(202);
    }

    private static String match(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static boolean isThere(String program) throws IOException, InterruptedException {
        return Commands.run(List.of("bash", "-c", "command -v " + program), Path.of("."))
                        .status()
                == 0;
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).as(language).isNotEmpty();
        return blocks;
    }
}
