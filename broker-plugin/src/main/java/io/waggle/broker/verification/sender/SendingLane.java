package io.waggle.broker.verification.sender;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.event.Events;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.broker.verification.CodeSender;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The codes of one sender: those that wait, in the order they came, and those that are on their way. Whoever offers one never
 * waits. Every code that was offered is told as one event: sent, or not sent and why.
 *
 * <p>A code waits no longer than it can be used; after that it is not sent.
 */
final class SendingLane {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final CodeSender sender;
    private final Events events;
    private final ThreadPoolExecutor pool;

    /**
     * What a lane holds.
     *
     * @param threads codes on their way at a time
     * @param queue codes that wait
     */
    record Bounds(int threads, int queue) {}

    SendingLane(CodeSender sender, Bounds bounds, Events events) {
        this.sender = sender;
        this.events = events;
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                bounds.threads(),
                bounds.threads(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(bounds.queue()),
                work -> thread(work, "waggle-codes-" + number.incrementAndGet()),
                new ThreadPoolExecutor.AbortPolicy());
        pool.allowCoreThreadTimeOut(true);
    }

    /** Jakarta Mail looks for its parts through the context class loader, and that of whoever started this may be the host's. */
    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setContextClassLoader(SendingLane.class.getClassLoader());
        // One that hangs on a socket must not keep a process that stops.
        thread.setDaemon(true);
        return thread;
    }

    /** Has the code sent, soon; returns false, and tells why, if the queue is full or the lane was stopped. */
    boolean offer(Identifier to, String code, Duration validFor) {
        try {
            pool.execute(new Sending(to, code, validFor, System.nanoTime()));
            return true;
        } catch (RejectedExecutionException e) {
            if (pool.isShutdown()) {
                notSent(to, NotSentReason.STOPPED, "the server stops");
            } else {
                notSent(to, NotSentReason.QUEUE_FULL, "too many wait to be sent");
            }
            return false;
        }
    }

    /** Takes no more. */
    void stop() {
        pool.shutdown();
    }

    /** Waits for what is left until then, and gives up the rest. */
    void close(long deadlineNanos) {
        try {
            if (!pool.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                giveUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp();
        }
        sender.close();
    }

    private void giveUp() {
        pool.shutdownNow().forEach(left -> ((Sending) left).giveUp());
    }

    private void notSent(Identifier to, NotSentReason reason, String detail) {
        events.publish(new Event.CodeNotSent(kind(to), reason, detail));
    }

    private static Event.CodeKind kind(Identifier to) {
        return switch (to.kind()) {
            case PHONE -> Event.CodeKind.PHONE;
            case EMAIL -> Event.CodeKind.EMAIL;
        };
    }

    /** One code. */
    private final class Sending implements Runnable {

        private final Identifier to;
        private final String code;
        private final Duration validFor;
        private final long offeredNanos;

        Sending(Identifier to, String code, Duration validFor, long offeredNanos) {
            this.to = to;
            this.code = code;
            this.validFor = validFor;
            this.offeredNanos = offeredNanos;
        }

        @Override
        public void run() {
            Duration left = left();
            if (left.isZero()) {
                notSent(to, NotSentReason.EXPIRED, "it had waited for longer than it can be used");
                return;
            }
            try {
                sender.send(to, code, left);
                events.publish(new Event.CodeSent(kind(to), Duration.ofNanos(System.nanoTime() - offeredNanos)));
            } catch (CodeNotSent e) {
                notSent(to, e.reason(), String.valueOf(e.getMessage()));
            } catch (Throwable e) {
                // Its message and trace stay here: nobody knows what a library quotes.
                notSent(
                        to,
                        NotSentReason.INTERNAL_ERROR,
                        "the sender failed with " + e.getClass().getName());
            }
        }

        /** To the next full second, so that a code that did not wait says what was promised. */
        private Duration left() {
            long nanos = validFor.toNanos() - (System.nanoTime() - offeredNanos);
            return Duration.ofSeconds(Math.max(0, Math.floorDiv(nanos + NANOS_PER_SECOND - 1, NANOS_PER_SECOND)));
        }

        void giveUp() {
            notSent(to, NotSentReason.STOPPED, "the server stops");
        }
    }
}
