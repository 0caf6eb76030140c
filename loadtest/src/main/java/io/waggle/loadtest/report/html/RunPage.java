package io.waggle.loadtest.report.html;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.run.RunResult;
import java.util.ArrayList;
import java.util.List;

/** What one run found: the verdict first, then figures, then plots, then what they are of. */
final class RunPage {

    private final RunResult result;
    private final RunWords words;

    RunPage(RunResult result) {
        this.result = result;
        this.words = new RunWords(result);
    }

    void draw(Html html) {
        html.open("header")
                .element("p", "Load test", "class", "kicker")
                .element("h1", result.scenario() + " on " + result.target())
                .element("p", result.description() + " · " + HtmlReport.time(result.startedAt()), "class", "note")
                .close();
        verdict(html);
        figures(html);
        Tables.section(html, "What happened when", "plots");
        if (result.latencyMs().count() == 0) {
            html.element("p", words.withoutLatency(), "class", "note");
        }
        new RunCharts(result).draw(html);
        html.close();
        html.open("div", "class", "pair");
        if (result.sent() > 0) {
            ledger(html);
        }
        html.open("div");
        acknowledgement(html);
        connections(html);
        html.close().close();
        Tables.parameters(html, result.parameters());
        Tables.machine(
                html,
                result.machine(),
                "The generator ran here, and so did the broker unless it was given by its address; what they take from"
                        + " each other is in the figures.");
        reading(html);
    }

    private void verdict(Html html) {
        html.open("section", "class", result.passes() ? "verdict passed" : "verdict failed")
                .element("h2", (result.passes() ? "✓ " : "✗ ") + words.headline())
                .open("ul");
        words.sentences().forEach(sentence -> html.element("li", Tables.shortened(sentence)));
        html.close().close();
    }

    private void figures(Html html) {
        Latency latency = result.latencyMs();
        boolean measured = latency.count() > 0;
        html.open("section", "class", "tiles", "aria-label", "Key figures");
        if (result.sent() > 0 || result.throughputPerS() > 0) {
            tile(html, "Throughput", Numbers.of(result.throughputPerS()), words.throughputUnit(), "lead");
        }
        if (measured) {
            tile(html, "Latency p50", Numbers.of(latency.p50()), "ms", "lead");
            tile(html, "p99", Numbers.of(latency.p99()), "ms", "lead");
            tile(html, "p99.9", Numbers.of(latency.p999()), "ms", "lead");
            tile(html, "Slowest", Numbers.of(latency.max()), "ms", "lead");
        }
        RunResult.Broker broker = result.broker();
        if (result.sent() > 0) {
            tile(html, "Broker CPU", Numbers.of(broker.cpuUsPerMessage()), "µs per delivery", "");
        }
        tile(html, "Broker memory", Numbers.bytes(broker.rssBytes()), "RSS, the most seen", "");
        tile(html, "Broker heap", Numbers.bytes(broker.heapBytes()), "after a full collection", "");
        if (result.sent() > 0) {
            tile(
                    html,
                    "Lost, doubled, reordered",
                    Numbers.of(result.lost()) + " · " + Numbers.of(result.duplicated()) + " · "
                            + Numbers.of(result.reordered()),
                    "of " + Numbers.of(result.acked()) + " acknowledged",
                    result.lost() + result.duplicated() + result.reordered() > 0 ? "bad" : "");
        }
        boolean behind = result.generator().behind();
        tile(
                html,
                "Generator",
                Numbers.of(result.generator().cpuCores(), "cores"),
                (behind ? "fell behind" : "kept up") + words.lag(),
                behind ? "bad" : "");
        html.close();
        if (!result.figures().isEmpty()) {
            Tables.section(html, "Of this scenario", "special");
            html.open("div", "class", "tiles");
            result.figures()
                    .forEach((name, value) -> tile(html, RunWords.name(name), RunWords.figure(name, value), "", ""));
            html.close().close();
        }
    }

    private static void tile(Html html, String name, String value, String unit, String style) {
        html.open("div", "class", ("tile " + style).trim())
                .element("span", name, "class", "name")
                .element("span", value, "class", "value")
                .element("span", unit, "class", "unit")
                .close();
    }

    private void ledger(Html html) {
        Tables.section(html, "Every message", "ledger");
        List<List<String>> rows = new ArrayList<>();
        row(rows, "Sent", result.sent(), "handed to their senders' devices");
        row(rows, "Acknowledged", result.acked(), "of these, by the broker to the sender");
        row(rows, "Refused", result.refused(), "not taken, and the sender was told");
        row(rows, "Unanswered", result.unanswered(), "no answer before the run gave up");
        row(rows, "Delivered", result.delivered(), "at their recipients; a group message counts for each member");
        row(rows, "Lost", result.lost(), "acknowledged and not at a recipient");
        row(rows, "Duplicated", result.duplicated(), "that a person would have seen again");
        row(rows, "Reordered", result.reordered(), "after one that the same sender sent later");
        row(rows, "Foreign", result.foreign(), "that nobody had sent");
        row(rows, "Redelivered", result.redelivered(), "repetitions that the device recognised, as it should");
        Tables.explained(html, rows);
        html.close();
    }

    private static void row(List<List<String>> rows, String name, long count, String meaning) {
        rows.add(List.of(name, Numbers.of(count), meaning));
    }

    private void acknowledgement(Html html) {
        Tables.section(html, "What its acknowledgement means", "promise");
        html.open("p").text("A message that " + result.description() + " acknowledges is ");
        html.element("strong", result.acknowledgementMeans()).text(".").close().close();
    }

    private void connections(Html html) {
        Tables.section(html, "Connections", "connections");
        List<List<String>> rows = new ArrayList<>();
        row(rows, "Opened", result.connections().opened(), "on which a device got ready");
        row(rows, "Failed", result.connections().failed(), "attempts that came to nothing");
        row(rows, "Lost", result.connections().lost(), "that the device did not end itself");
        Tables.explained(html, rows);
        if (!result.connections().reasons().isEmpty()) {
            html.element("h3", "Reasons");
            Tables.open(html, "explained reasons").open("tbody");
            result.connections()
                    .reasons()
                    .forEach((reason, count) -> html.open("tr")
                            .element("td", Numbers.of(count), "class", "number")
                            .element("td", Tables.shortened(reason), "class", "meaning")
                            .close());
            html.close().close().close();
        }
        html.close();
    }

    private void reading(Html html) {
        Tables.reading(
                html,
                List.of(
                        "Latency is measured from the time at which a message was meant to be sent, not from when it was"
                                + " sent. If the broker stalls for a second, every message that was due in that second"
                                + " waits, and all of that waiting counts.",
                        "A latency is told in the interval in which its message was meant to be sent: a stall shows where"
                                + " it began. A delivery is told in the interval in which it arrived: after a stall more is"
                                + " delivered than sent, until all is caught up.",
                        "p99 of 20 ms: 99 of 100 messages took 20 ms or less. The slowest of all is a single message.",
                        "If the generator fell behind, it and not the broker was measured: the figures say nothing about"
                                + " the broker, however they look.",
                        "Lost, duplicated and reordered come from a ledger of every single message, not from a sample."));
    }
}
