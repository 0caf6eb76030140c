package io.waggle.loadtest.report;

import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a person how a run goes and what it found. On a terminal the present second overwrites the one before. */
public final class Terminal implements Progress {

    private static final int SECONDS_BETWEEN_LINES = 10;

    private final PrintStream out;
    private final boolean interactive;
    private boolean lineOpen;

    /** @param interactive whether lines can be overwritten */
    public Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    @Override
    public void phase(String what) {
        endLine();
        out.println(what + " ...");
    }

    @Override
    public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
        String line = String.format(
                Locale.ROOT,
                "%5d s  sent %,8d/s  delivered %,9d/s  under way %,7d  latency p50 %8.2f  p99 %8.2f  max %8.2f ms",
                seconds,
                sentPerS,
                deliveredPerS,
                underWay,
                latency.p50(),
                latency.p99(),
                latency.max());
        if (interactive) {
            out.print("\r" + line);
            out.flush();
            lineOpen = true;
        } else if (seconds % SECONDS_BETWEEN_LINES == 0) {
            out.println(line);
        }
    }

    /** What a run found. */
    public void result(RunResult result) {
        endLine();
        out.printf(Locale.ROOT, "%n%s on %s%n", result.scenario(), result.description());
        out.printf(
                Locale.ROOT,
                "  messages    sent %,d  acknowledged %,d  delivered %,d%n",
                result.sent(),
                result.acked(),
                result.delivered());
        out.printf(
                Locale.ROOT,
                "  ledger      lost %,d  duplicated %,d  reordered %,d  refused %,d  unanswered %,d  (redelivered and"
                        + " recognised %,d)%n",
                result.lost(),
                result.duplicated(),
                result.reordered(),
                result.refused(),
                result.unanswered(),
                result.redelivered());
        if (result.latencyMs().count() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  latency     p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms  (%s)%n",
                    result.latencyMs().p50(),
                    result.latencyMs().p90(),
                    result.latencyMs().p99(),
                    result.latencyMs().p999(),
                    result.latencyMs().max(),
                    result.latencyOf());
            out.printf(Locale.ROOT, "  throughput  %,.0f/s%n", result.throughputPerS());
        }
        RunResult.Broker broker = result.broker();
        out.printf(
                Locale.ROOT,
                "  broker      CPU %s us per message  RSS %s MB  heap %s MB%n",
                number(broker.cpuUsPerMessage(), 1),
                number(broker.rssBytes(), 1 << 20),
                number(broker.heapBytes(), 1 << 20));
        out.printf(
                Locale.ROOT,
                "  generator   %.2f cores  lag p99 %.2f ms  max %.2f ms%n",
                result.generator().cpuCores(),
                result.generator().lagMs().p99(),
                result.generator().lagMs().max());
        out.printf(
                Locale.ROOT,
                "  links       opened %,d  failed %,d  lost %,d%n",
                result.connections().opened(),
                result.connections().failed(),
                result.connections().lost());
        result.connections()
                .reasons()
                .forEach((why, count) -> out.printf(Locale.ROOT, "              %,d: %s%n", count, why));
        result.figures().forEach((name, value) -> out.printf(Locale.ROOT, "  %s %,.2f%n", name, value));
        if (result.passes()) {
            out.println("PASSED");
        } else {
            result.faults().forEach(fault -> out.println("FAILED: " + fault.text()));
        }
    }

    /** What a comparison found. */
    public void comparison(Comparison comparison) {
        Double rate = comparison.ratePerS();
        Compared compared = Compared.of(comparison);
        endLine();
        out.printf(
                Locale.ROOT,
                "%n%s: throughput and CPU time %s; latency %s%n",
                comparison.scenario(),
                compared.fast(),
                rate == null ? compared.when() : String.format(Locale.ROOT, "at %,.0f messages/s", rate));
        out.printf(
                Locale.ROOT,
                "one fsync here: p50 %.2f  p99 %.2f ms%n%n",
                comparison.fsyncMs().p50(),
                comparison.fsyncMs().p99());
        out.printf(
                Locale.ROOT,
                "  %-14s %28s %26s %26s%n",
                "median (min-max)",
                compared.many() + "/s",
                "CPU us/" + compared.one(),
                "p99 ms");
        comparison.systems().forEach(system -> {
            out.printf(
                    Locale.ROOT,
                    "  %-14s %30s %26s %26s%n",
                    system.name(),
                    spread(system.throughput(), 0),
                    spread(system.cpuPerMessage(), 1),
                    spread(system.latencyP99(), 2));
            out.println("                 acknowledged means: " + system.acknowledgementMeans());
            Double capacity = system.capacityPerS();
            if (capacity != null) {
                out.printf(
                        Locale.ROOT,
                        "                 holds %s up to %,.0f messages/s%n",
                        Comparison.CAPACITY_OBJECTIVE,
                        capacity);
            }
            system.faults().forEach(fault -> out.println("                 FAULT " + fault.text()));
        });
        String first = comparison.systems().get(0).name();
        comparison
                .ratios()
                .forEach((peer, ratios) -> out.printf(
                        Locale.ROOT,
                        "%n  %s / %s: throughput %s, CPU per %s %s%s, p99 %s%n",
                        first,
                        peer,
                        spread(ratios.throughput(), 2),
                        compared.one(),
                        spread(ratios.cpuPerMessage(), 2),
                        rate == null ? "" : " (at the fixed rate " + spread(ratios.cpuPerMessageAtRate(), 2) + ")",
                        spread(ratios.latencyP99(), 2)));
    }

    private static String spread(@Nullable Spread spread, int digits) {
        if (spread == null) {
            return "?";
        }
        String number = "%,." + digits + "f";
        return String.format(
                Locale.ROOT, number + " (" + number + "-" + number + ")", spread.median(), spread.min(), spread.max());
    }

    /** A line of its own. */
    public void say(String text) {
        endLine();
        out.println(text);
    }

    private static String number(@Nullable Number value, double unit) {
        return value == null ? "?" : String.format(Locale.ROOT, "%,.1f", value.doubleValue() / unit);
    }

    private void endLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
