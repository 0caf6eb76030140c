package io.waggle.client;

import io.waggle.client.fake.FakeServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A world in one thread: clients, network and server take turns in an order that the seed decides, on a clock that jumps
 * from one event to the next. The same seed gives the same run.
 */
final class Simulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Random random;
    final FakeServer server;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long numbers;

    Simulation(long seed) {
        random = new Random(seed);
        server = new FakeServer(random, clock());
    }

    private record Event(long at, long number, Runnable task) {}

    /** Does the task after the delay; tasks of the same moment in the order they were given. */
    void after(Duration delay, Runnable task) {
        events.add(new Event(now + delay.toNanos(), numbers++, task));
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return START.plusNanos(now);
            }
        };
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** Lets time pass. */
    void run(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.element().at() <= end) {
            step();
        }
        now = end;
    }

    /** Lets time pass until the condition holds. */
    void runUntil(String what, BooleanSupplier condition) {
        long limit = now + Duration.ofHours(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || now > limit) {
                throw new AssertionError("did not happen within an hour of simulated time: " + what);
            }
            step();
        }
    }

    private void step() {
        Event next = events.remove();
        now = next.at();
        next.task().run();
    }
}
