package io.waggle.loadtest.capacity;

import io.waggle.loadtest.measure.Latency;
import org.jspecify.annotations.Nullable;

/**
 * A rate that was tried once.
 *
 * @param ratePerS messages per second that were to be sent
 * @param why what did not hold, for a person; empty if it held
 * @param deliveredPerS deliveries per second within the window
 * @param latencyMs of everything that was meant to be sent in the window
 * @param brokerCpuUsPerDelivery microseconds of CPU time; nothing if unknown
 * @param generatorCores that the generator used
 * @param generatorLagP99Ms how late it handed over one message in a hundred
 */
public record Attempt(
        double ratePerS,
        Outcome outcome,
        String why,
        double deliveredPerS,
        Latency latencyMs,
        @Nullable Double brokerCpuUsPerDelivery,
        double generatorCores,
        double generatorLagP99Ms) {}
