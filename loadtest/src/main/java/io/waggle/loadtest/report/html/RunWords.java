package io.waggle.loadtest.report.html;

import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Kind;
import java.util.ArrayList;
import java.util.List;

/** Says what a run found, in words that also fit a run without messages. */
final class RunWords {

    private static final String BYTES = "_bytes_per_connection";
    private static final String SECONDS = "_seconds";

    private final RunResult result;

    RunWords(RunResult result) {
        this.result = result;
    }

    /** The verdict. The worst fault decides. */
    String headline() {
        if (result.passes()) {
            return "Passed";
        }
        if (has(Fault.Kind.BROKEN_PROMISE)) {
            return "Failed: a promise was broken";
        }
        return has(Fault.Kind.GENERATOR_BEHIND)
                ? "No verdict: the generator fell behind"
                : "Failed: not everything that was to happen happened";
    }

    private boolean has(Fault.Kind kind) {
        return result.faults().stream().anyMatch(fault -> fault.kind() == kind);
    }

    /** What the verdict stands on. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        result.faults().forEach(fault -> sentences.add(sentence(fault.text())));
        if (has(Fault.Kind.GENERATOR_BEHIND)) {
            sentences.add("What was measured is the generator too: the figures below are not the broker's.");
        }
        boolean kept =
                result.lost() == 0 && result.duplicated() == 0 && result.reordered() == 0 && result.foreign() == 0;
        if (kept && result.acked() > 0) {
            sentences.add(
                    result.acked() == 1
                            ? "The one acknowledged message reached every recipient, once."
                            : "All " + Numbers.of(result.acked())
                                    + " acknowledged messages reached every recipient, once and in order.");
        }
        if (result.passes() && result.acked() == 0) {
            sentences.add("All " + Numbers.of(result.connections().opened()) + " connections "
                    + (isOf(Kind.CONNECT) ? "were let in" : "held") + "; no messages were sent.");
        }
        return sentences;
    }

    private static String sentence(String text) {
        String start = text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }

    /** What the throughput is of. */
    String throughputUnit() {
        return isOf(Kind.STORM) ? "devices back per s" : isOf(Kind.CONNECT) ? "connections per s" : "deliveries per s";
    }

    private boolean isOf(Kind kind) {
        return kind.toString().equals(result.parameters().get("kind"));
    }

    /** How late the generator was, if it had anything to be late with. */
    String lag() {
        return result.generator().lagMs().count() == 0
                ? ""
                : ", lag p99 " + Numbers.of(result.generator().lagMs().p99(), "ms");
    }

    /** Why there is no latency. */
    String withoutLatency() {
        return isOf(Kind.IDLE)
                ? "Nothing is sent in this scenario, so there is no latency and no throughput to plot."
                : "No message arrived in the measured time, so there is no latency to plot.";
    }

    /** A scenario's own figure, named for a person. */
    static String name(String figure) {
        String name =
                figure.replace(BYTES, " per connection").replace(SECONDS, "").replace('_', ' ');
        String start = name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return start.replace("Rss", "RSS");
    }

    /** Its value with the unit that its name ends in. */
    static String figure(String figure, double value) {
        if (figure.endsWith(BYTES) || figure.endsWith("_bytes")) {
            return Numbers.bytes(value);
        }
        if (figure.endsWith(SECONDS)) {
            return Numbers.of(value, "s");
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Numbers.of((long) value) : Numbers.of(value);
    }
}
