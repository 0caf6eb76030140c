package io.waggle.loadtest.compare;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.RunResult.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What single measurements come to: spreads of each system, and ratios to each peer. */
final class Summary {

    private final List<Comparison.Round> rounds;

    Summary(List<Comparison.Round> rounds) {
        this.rounds = rounds;
    }

    Comparison.SystemResult system(Target target, @Nullable Double capacity, List<Fault> faults) {
        return new Comparison.SystemResult(
                target.name(),
                target.description(),
                target.acknowledgementMeans(),
                capacity,
                spread(target, Comparison.Round::throughputPerS),
                spread(target, Comparison.Round::cpuUsPerMessage),
                spread(target, Comparison.Round::cpuUsPerMessageAtRate),
                spread(target, round -> round.latencyMs().p50()),
                spread(target, round -> round.latencyMs().p99()),
                List.copyOf(faults));
    }

    private @Nullable Spread spread(Target target, Function<Comparison.Round, @Nullable Double> figure) {
        List<Double> values = new ArrayList<>();
        for (Comparison.Round round : roundsOf(target).values()) {
            Double value = figure.apply(round);
            if (value != null) {
                values.add(value);
            }
        }
        return spread(values);
    }

    private static @Nullable Spread spread(List<Double> values) {
        return values.isEmpty() ? null : Spread.of(values);
    }

    /** What a system finished, by the number of the round. */
    private Map<Integer, Comparison.Round> roundsOf(Target target) {
        Map<Integer, Comparison.Round> finished = new TreeMap<>();
        rounds.stream()
                .filter(round -> round.system().equals(target.name()))
                .forEach(round -> finished.put(round.round(), round));
        return finished;
    }

    /** The first system's figures divided by each of the others'. */
    Map<String, Comparison.Ratios> ratios(List<Target> targets) {
        Target first = targets.get(0);
        Map<String, Comparison.Ratios> ratios = new LinkedHashMap<>();
        for (Target peer : targets.subList(1, targets.size())) {
            Spread throughput = ratio(first, peer, Comparison.Round::throughputPerS);
            Spread latency = ratio(first, peer, round -> round.latencyMs().p99());
            if (throughput != null && latency != null) {
                ratios.put(
                        peer.name(),
                        new Comparison.Ratios(
                                throughput,
                                ratio(first, peer, Comparison.Round::cpuUsPerMessage),
                                ratio(first, peer, Comparison.Round::cpuUsPerMessageAtRate),
                                latency));
            }
        }
        return ratios;
    }

    /** Round by round, of those that both finished. */
    private @Nullable Spread ratio(Target first, Target peer, Function<Comparison.Round, @Nullable Double> figure) {
        Map<Integer, Comparison.Round> theirs = roundsOf(peer);
        List<Double> ratios = new ArrayList<>();
        roundsOf(first).forEach((number, own) -> {
            Comparison.Round their = theirs.get(number);
            Double dividend = figure.apply(own);
            Double divisor = their == null ? null : figure.apply(their);
            if (dividend != null && divisor != null) {
                ratios.add(dividend / divisor);
            }
        });
        return spread(ratios);
    }
}
