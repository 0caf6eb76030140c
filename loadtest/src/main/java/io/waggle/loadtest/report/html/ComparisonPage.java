package io.waggle.loadtest.report.html;

import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.report.Compared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a comparison found: first what it comes to in words, then ratios, then every figure that they come from. */
final class ComparisonPage {

    /** More would hide everything else; the JSON has them all. */
    private static final int MOST_FAULTS = 12;

    private static final String CPU_AT_RATE = "CPU, fixed rate";

    private final Comparison comparison;
    private final String first;
    private final int rounds;

    private final Compared words;

    ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
        this.first = comparison.systems().get(0).name();
        this.rounds = comparison.rounds().stream()
                .mapToInt(Comparison.Round::round)
                .max()
                .orElse(0);
        this.words = Compared.of(comparison);
    }

    void draw(Html html) {
        html.open("header")
                .element("p", "Load test · comparison", "class", "kicker")
                .element("h1", comparison.ratios().isEmpty() ? first : first + " and its peers")
                .element(
                        "p",
                        "scenario " + comparison.scenario() + " · " + rounds(rounds) + " · latency "
                                + (!hasRate()
                                        ? words.when()
                                        : "at " + Numbers.of(comparison.ratePerS()) + " messages per second")
                                + " · " + HtmlReport.time(comparison.startedAt()),
                        "class",
                        "note")
                .close();
        faults(html);
        summary(html);
        systems(html);
        ratios(html);
        promises(html);
        rounds(html);
        disk(html);
        Tables.parameters(html, comparison.parameters());
        Tables.machine(
                html,
                comparison.machine(),
                "All brokers ran here all the time, beside the generator, unless one was given by its address.");
        reading(html);
    }

    private static String rounds(int count) {
        return count == 1 ? "1 round" : Numbers.of(count) + " rounds";
    }

    private void faults(Html html) {
        List<String> faults = new ArrayList<>();
        comparison
                .systems()
                .forEach(system -> system.faults().forEach(fault -> faults.add(system.name() + ", " + fault.text())));
        if (faults.isEmpty()) {
            html.open("section", "class", "verdict passed")
                    .element("h2", "✓ Every measurement passed")
                    .element("p", "No system lost, doubled or reordered a message, and the generator kept up.")
                    .close();
            return;
        }
        html.open("section", "class", "verdict failed")
                .element("h2", "✗ Not every measurement passed")
                .open("ul");
        faults.stream().limit(MOST_FAULTS).forEach(fault -> html.element("li", Tables.shortened(fault)));
        if (faults.size() > MOST_FAULTS) {
            html.element("li", "and " + Numbers.of(faults.size() - MOST_FAULTS) + " more");
        }
        html.close().close();
    }

    private void summary(Html html) {
        if (comparison.ratios().isEmpty()) {
            return;
        }
        Tables.section(html, "What it comes to", "summary");
        html.open("ul");
        comparison
                .ratios()
                .forEach((peer, ratios) -> html.open("li")
                        .text("Against ")
                        .element("strong", peer)
                        .text(": " + RatioWords.sentence(ratios, rounds, words.one(), hasRate()))
                        .close());
        html.close();
        html.element(
                "p",
                rounds > 1
                        ? "Where the rounds disagree about which is better, there is said to be no clear difference."
                        : "One round only: how much such figures vary is not known.",
                "class",
                "note");
        html.close();
    }

    private void systems(Html html) {
        Tables.section(html, "Systems", "systems");
        html.element("p", "Median of all rounds; below it the least and the most.", "class", "note");
        Tables.open(html, "figures");
        head(
                html,
                "System",
                "Throughput|" + words.many() + " per s",
                "CPU, full speed|µs per " + words.one(),
                CPU_AT_RATE + "|µs per " + words.one(),
                "Latency p50|ms, " + words.when(),
                "Latency p99|ms, " + words.when());
        html.open("tbody");
        for (Comparison.SystemResult system : comparison.systems()) {
            html.open("tr", "class", system.name().equals(first) ? "first" : "peer");
            html.open("th", "scope", "row").text(system.name());
            html.element("span", system.description(), "class", "unit").close();
            spread(html, system.throughput());
            spread(html, system.cpuPerMessage());
            if (hasRate()) {
                spread(html, system.cpuPerMessageAtRate());
            }
            spread(html, measured(system.latencyP50()));
            spread(html, measured(system.latencyP99()));
            html.close();
        }
        html.close().close().close().close();
    }

    /** What has no rate has no column for it. */
    private void head(Html html, String... columns) {
        Tables.head(
                html,
                Arrays.stream(columns)
                        .filter(column -> hasRate() || !column.startsWith(CPU_AT_RATE))
                        .toArray(String[]::new));
    }

    private boolean hasRate() {
        return comparison.ratePerS() != null;
    }

    private void spread(Html html, @Nullable Spread spread) {
        String range = spread == null ? "not known" : rounds == 1 ? "one round" : Numbers.range(spread);
        html.open("td", "class", "number").text(spread == null ? Numbers.UNKNOWN : Numbers.of(spread.median()));
        html.element("span", range, "class", "unit").close();
    }

    /** No message takes no time: a latency of 0 says that none was measured. */
    private static @Nullable Spread measured(@Nullable Spread latency) {
        return latency != null && latency.max() > 0 ? latency : null;
    }

    private void ratios(Html html) {
        String fast = words.fast();
        List<DotChart> charts = new ArrayList<>();
        chart(charts, "Throughput", fast, true, Comparison.Ratios::throughput);
        chart(charts, "Latency p99", words.when(), false, Comparison.Ratios::latencyP99);
        chart(charts, "CPU per " + words.one() + ", full speed", fast, false, Comparison.Ratios::cpuPerMessage);
        chart(
                charts,
                "CPU per " + words.one() + ", fixed rate",
                "at the fixed rate",
                false,
                Comparison.Ratios::cpuPerMessageAtRate);
        if (charts.isEmpty()) {
            return;
        }
        Tables.section(html, "Ratios", "plots");
        html.element(
                "p",
                first + "'s figure divided by the peer's, round by round. Dot: median; whisker: least to most. At 1×"
                        + " both are equal.",
                "class",
                "note");
        html.open("div", "class", "charts");
        charts.forEach(chart -> chart.draw(html));
        html.close().close();
    }

    private void chart(
            List<DotChart> charts,
            String title,
            String note,
            boolean moreIsBetter,
            Function<Comparison.Ratios, @Nullable Spread> figure) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        comparison.ratios().forEach((peer, ratios) -> {
            Spread spread = figure.apply(ratios);
            if (spread != null) {
                spreads.put(peer, spread);
            }
        });
        List<DotChart.Row> rows = spreads.entrySet().stream()
                .map(entry -> new DotChart.Row(entry.getKey(), entry.getValue()))
                .filter(DotChart.Row::isKnown)
                .toList();
        if (!rows.isEmpty()) {
            charts.add(new DotChart(title, note, "ratio, logarithmic", moreIsBetter, first, rows));
        }
    }

    private void promises(Html html) {
        Tables.section(html, "What an acknowledged message is", "promises");
        html.element(
                "p",
                "Brokers that promise less have less to do. Speed compares only where the promise does.",
                "class",
                "note");
        html.open("div", "class", "cards");
        for (Comparison.SystemResult system : comparison.systems()) {
            html.open("div", "class", "card")
                    .element("h3", system.name())
                    .element("p", system.acknowledgementMeans())
                    .close();
        }
        html.close().close();
    }

    private void rounds(Html html) {
        Tables.section(html, "Every round", "rounds");
        Tables.open(html, "figures");
        head(
                html,
                "System",
                "Round",
                "Throughput|per s",
                "CPU|µs, full speed",
                "Generator|cores",
                CPU_AT_RATE + "|µs",
                "p50|ms",
                "p90|ms",
                "p99|ms",
                "p99.9|ms",
                "Slowest|ms",
                "Measured|" + words.many());
        html.open("tbody");
        for (Comparison.Round round : comparison.rounds()) {
            Latency latency = round.latencyMs();
            html.open("tr", "class", round.system().equals(first) ? "first" : "peer")
                    .element("th", round.system(), "scope", "row");
            numbers(html, round.round(), round.throughputPerS(), round.cpuUsPerMessage());
            numbers(html, round.generatorCores());
            if (hasRate()) {
                numbers(html, round.cpuUsPerMessageAtRate());
            }
            if (latency.count() == 0) {
                numbers(html, null, null, null, null, null, 0L);
            } else {
                numbers(html, latency.p50(), latency.p90(), latency.p99(), latency.p999(), latency.max());
                numbers(html, latency.count());
            }
            html.close();
        }
        html.close().close().close().close();
    }

    private static void numbers(Html html, @Nullable Number... numbers) {
        for (Number number : numbers) {
            html.element("td", Numbers.of(number), "class", "number");
        }
    }

    private void disk(Html html) {
        Latency fsync = comparison.fsyncMs();
        Tables.section(html, "The disk", "disk");
        html.element(
                "p",
                fsync.count() == 0
                        ? "The time that an fsync takes was not measured."
                        : "One fsync of a small file takes " + Numbers.of(fsync.p50(), "ms") + " here at the median, "
                                + Numbers.of(fsync.p99(), "ms") + " at p99 and " + Numbers.of(fsync.max(), "ms")
                                + " at most (" + Numbers.of(fsync.count())
                                + " measured between the rounds). A broker that fsyncs before it acknowledges cannot answer much faster.");
        html.close();
    }

    private void reading(Html html) {
        Tables.reading(
                html,
                List.of(
                        "Every round measures every system, one after another and in the next round the other way round:"
                                + " what a shared machine does to one it does to all. So a ratio within a round says more"
                                + " than two absolute figures.",
                        words.latency(),
                        "A throughput above 1×, and CPU time and latency below 1×, speak for " + first + "."));
    }
}
