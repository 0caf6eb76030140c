package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Makes meters: each exists from the start, with every value that its tag can have. */
final class Meters {

    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** For meters of another kind. */
    MeterRegistry registry() {
        return registry;
    }

    Counter counter(String name, String unit, String description) {
        return Counter.builder(name).baseUnit(unit).description(description).register(registry);
    }

    Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
    }

    DistributionSummary summary(String name, String unit, String description) {
        return DistributionSummary.builder(name)
                .baseUnit(unit)
                .description(description)
                .publishPercentileHistogram()
                .maximumExpectedValue(16.0 * 1024 * 1024)
                .register(registry);
    }

    <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> vocabulary, String name, String tag, String unit, String description) {
        return counters(
                vocabulary,
                value -> Counter.builder(name)
                        .baseUnit(unit)
                        .description(description)
                        .tag(tag, value.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    static <E extends Enum<E>> Map<E, Counter> counters(Class<E> vocabulary, Function<E, Counter> make) {
        Map<E, Counter> counters = new EnumMap<>(vocabulary);
        for (E value : vocabulary.getEnumConstants()) {
            counters.put(value, make.apply(value));
        }
        return counters;
    }

    static <E extends Enum<E>> void record(Map<E, Timer> timers, E value, Duration took) {
        Timer timer = timers.get(value);
        if (timer != null) {
            timer.record(took);
        }
    }

    static <E extends Enum<E>> void increment(Map<E, Counter> counters, E value) {
        Counter counter = counters.get(value);
        if (counter != null) {
            counter.increment();
        }
    }
}
