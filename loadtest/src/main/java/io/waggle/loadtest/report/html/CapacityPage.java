package io.waggle.loadtest.report.html;

import io.waggle.loadtest.capacity.Attempt;
import io.waggle.loadtest.capacity.Bound;
import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.capacity.CapacityWords;
import io.waggle.loadtest.capacity.Found;
import io.waggle.loadtest.capacity.Outcome;
import io.waggle.loadtest.capacity.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a broker's capacity is: the rate first, then how it was found, then what each curve came to. */
final class CapacityPage {

    private final Capacity capacity;
    private final Found found;

    CapacityPage(Capacity capacity) {
        this.capacity = capacity;
        this.found = capacity.search();
    }

    void draw(Html html) {
        html.open("header")
                .element("p", "Load test · capacity", "class", "kicker")
                .element("h1", "Capacity of " + capacity.target())
                .element(
                        "p",
                        capacity.description() + " · scenario " + capacity.scenario() + " · " + objective(capacity)
                                + " · " + HtmlReport.time(capacity.startedAt()),
                        "class",
                        "note")
                .close();
        verdict(html);
        tiles(html);
        search(html);
        new CurveSections(capacity.curves()).draw(html);
        Tables.section(html, "What its acknowledgement means", "promise");
        html.open("p").text("A message that " + capacity.description() + " acknowledges is ");
        html.element("strong", capacity.acknowledgementMeans())
                .text(".")
                .close()
                .close();
        Tables.parameters(html, capacity.parameters());
        Tables.machine(
                html,
                capacity.machine(),
                "The generator ran here, and so did the broker unless it was given by its address; what they take from"
                        + " each other is in the figures.");
        reading(html);
    }

    /** The objective, for a page. */
    static String objective(Capacity capacity) {
        return typeset(capacity.objective().toString());
    }

    private static String typeset(String text) {
        return text.replace("<=", "≤");
    }

    private void verdict(Html html) {
        boolean good = !found.brokeAPromise() && (found.bound() == Bound.BROKER || found.bound() == Bound.CAP);
        String headline = found.ratePerS() > 0 ? Numbers.of(found.ratePerS()) + " messages per second" : "No rate held";
        html.open("section", "class", good ? "verdict passed" : "verdict failed")
                .element("h2", (good ? "✓ " : "✗ ") + headline)
                .open("ul");
        html.element("li", typeset(CapacityWords.found(found, capacity.objective())));
        if (found.brokeAPromise()) {
            html.element("li", "At some rate the broker lost, doubled or reordered what it had acknowledged.");
        }
        html.close().close();
    }

    private void tiles(Html html) {
        html.open("section", "class", "tiles", "aria-label", "Key figures");
        found.decisive().map(Step::telling).ifPresent(attempt -> {
            tile(html, "Capacity", Numbers.of(found.ratePerS()), "messages per s");
            tile(html, "Latency p50 there", Numbers.of(attempt.latencyMs().p50()), "ms");
            tile(html, "p99 there", Numbers.of(attempt.latencyMs().p99()), "ms");
            tile(html, "Broker CPU there", Numbers.of(attempt.brokerCpuUsPerDelivery()), "µs per delivery");
        });
        tile(html, "While it warmed up", Numbers.of(capacity.saturatedPerS()), "deliveries per s, however late");
        html.close();
    }

    private static void tile(Html html, String name, String value, String unit) {
        html.open("div", "class", "tile lead")
                .element("span", name, "class", "name")
                .element("span", value, "class", "value")
                .element("span", unit, "class", "unit")
                .close();
    }

    private void search(Html html) {
        Tables.section(html, "The search", "plots");
        SearchChart chart = new SearchChart(capacity);
        if (!chart.isEmpty()) {
            chart.draw(html);
        }
        Tables.open(html, "figures search");
        Tables.head(
                html,
                "Step",
                "Rate|messages per s",
                "Outcome",
                "p50|ms",
                "p99|ms",
                "Slowest|ms",
                "CPU|µs per delivery",
                "Generator|cores",
                "Generator lag p99|ms");
        html.open("tbody");
        int number = 0;
        for (Step step : found.steps()) {
            number++;
            for (Attempt attempt : step.attempts()) {
                row(html, number, step, attempt);
            }
        }
        html.close().close().close().close();
    }

    private void row(Html html, int number, Step step, Attempt attempt) {
        boolean first = attempt.equals(step.attempts().get(0));
        boolean decides = step.ratePerS() == found.ratePerS() && attempt.outcome() == Outcome.HELD;
        boolean known = attempt.latencyMs().count() > 0;
        html.open("tr", "class", decides ? "first" : "peer")
                .element("th", number + (first ? "" : ", again"), "scope", "row")
                .element("td", Numbers.of(step.ratePerS()), "class", "number")
                .open("td", "class", attempt.outcome() == Outcome.HELD ? "outcome" : "outcome bad")
                .text((step.confirming() ? "confirming: " : "") + outcome(attempt))
                .close();
        number(html, known ? attempt.latencyMs().p50() : null);
        number(html, known ? attempt.latencyMs().p99() : null);
        number(html, known ? attempt.latencyMs().max() : null);
        number(html, attempt.brokerCpuUsPerDelivery());
        number(html, attempt.generatorCores());
        number(html, attempt.generatorLagP99Ms());
        html.close();
    }

    private static String outcome(Attempt attempt) {
        return attempt.outcome() == Outcome.HELD ? "held" : "✗ " + Tables.shortened(attempt.why());
    }

    private static void number(Html html, @Nullable Number number) {
        html.element("td", Numbers.of(number), "class", "number");
    }

    private static void reading(Html html) {
        Tables.reading(
                html,
                List.of(
                        "A rate holds if the objective was held, every acknowledged message arrived once and in order,"
                                + " nothing was refused, what arrived kept up with what was sent, and the generator was not"
                                + " behind.",
                        "A rate that does not hold is tried once more, and holds if it does then: a shared machine stalls now"
                                + " and then. A broken promise is not tried again. The rate that is found is tried again at"
                                + " the end.",
                        "Latency is measured from the time at which a message was meant to be sent: a stall counts in full, for"
                                + " every message that was due in it.",
                        "Where the generator fell behind, its limit was found and not the broker's.",
                        "Curves are measured at one fixed rate, from the first point to the last and then the other way round,"
                                + " so that what drifts on the machine does not look like growth. Whether a figure is flat is"
                                + " the ratio of its last point to its first, round by round, at the median."));
    }
}
