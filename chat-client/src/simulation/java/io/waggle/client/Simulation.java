package io.waggle.client;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.SimulatedServer;
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
public final class Simulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    public final Random random;
    final FakeServer server;

    /** Whom devices connect to. */
    SimulatedServer endpoint;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long numbers;

    public Simulation(long seed) {
        random = new Random(seed);
        server = new FakeServer(random, clock());
        endpoint = server;
    }

    private record Event(long at, long number, Runnable task) {}

    /** Devices connect to this server from now on. */
    public void serve(SimulatedServer other) {
        endpoint = other;
    }

    /** Does the task after the delay; tasks of the same moment in the order they were given. */
    public void after(Duration delay, Runnable task) {
        events.add(new Event(now + delay.toNanos(), numbers++, task));
    }

    /** The time of this world. */
    public Clock clock() {
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

    /** How long it has been going on. */
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** Lets time pass. */
    public void run(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.element().at() <= end) {
            step();
        }
        now = end;
    }

    /** Lets time pass until the condition holds. */
    public void runUntil(String what, BooleanSupplier condition) {
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
