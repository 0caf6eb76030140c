package io.waggle.broker.delivery;

import io.waggle.client.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A thread in the simulation: it runs when its time has come there, and nothing once it is shut down. */
final class SimulatedThread extends AbstractExecutorService implements ScheduledExecutorService {

    private final Simulation simulation;
    private boolean shutdown;

    SimulatedThread(Simulation simulation) {
        this.simulation = simulation;
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

        private final Duration due;

        Task(Callable<V> work, Duration delay) {
            super(work);
            this.due = simulation.elapsed().plus(delay);
        }

        void runUnlessShutDown() {
            if (!shutdown && !isCancelled()) {
                run();
                rethrow();
            }
        }

        private void rethrow() {
            try {
                get();
            } catch (Exception e) {
                throw new AssertionError("a task failed", e);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due.minus(simulation.elapsed()).toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public void execute(Runnable command) {
        ScheduledFuture<?> unused = schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(Executors.callable(command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Duration wait = Duration.ofNanos(unit.toNanos(delay));
        Task<V> task = new Task<>(callable, wait);
        simulation.after(wait, task::runUnlessShutDown);
        return task;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("no lane repeats anything");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no lane repeats anything");
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
