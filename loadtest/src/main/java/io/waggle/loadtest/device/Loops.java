package io.waggle.loadtest.device;

import io.netty.channel.EventLoopGroup;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.pace.Pacer;
import io.waggle.loadtest.pace.Schedule;
import io.waggle.loadtest.pace.Timer;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The generator's own threads: each makes a part of the load and measures what becomes of it. For one thread, the run's; what
 * happens on a loop belongs to that.
 */
public final class Loops implements AutoCloseable {

    private final EventLoopGroup group;
    private final Counts counts = new Counts();
    private final List<LoopShare> shares = new ArrayList<>();

    /** What is sent when it is due, on the loop of its sender. */
    public interface Sink {

        /** Sends the next message of a conversation, which was meant to be sent at this time. */
        void send(Conversation conversation, long intended);
    }

    /**
     * As many as the scenario says.
     *
     * @param group has as many threads; it ends with this
     */
    public Loops(EventLoopGroup group, Scenario scenario) {
        this.group = group;
        SplittableRandom random = new SplittableRandom(scenario.number(Parameter.SEED));
        for (int i = 0; i < scenario.number(Parameter.THREADS); i++) {
            shares.add(new LoopShare(group.next(), counts, random.split()));
        }
    }

    /** How far all of them are. */
    public Counts counts() {
        return counts;
    }

    /** All. */
    public List<LoopShare> shares() {
        return Collections.unmodifiableList(shares);
    }

    /** The one of a device with this number: they take turns. */
    public LoopShare shareOf(int device) {
        return shares.get(device % shares.size());
    }

    /** Waits for an answer. */
    public <T> T ask(LoopShare share, Callable<T> question) {
        return share.loop().submit(question).syncUninterruptibly().getNow();
    }

    /** Waits until each has done what it was given. */
    public void handOver() {
        shares.forEach(share -> ask(share, () -> true));
    }

    /** Has something done on each. */
    public void each(Consumer<LoopShare> task) {
        shares.forEach(share -> share.loop().execute(() -> task.accept(share)));
    }

    /** Measures from now on; returns what is written into. */
    public List<Recording> record(Window window) {
        List<Recording> recordings = new ArrayList<>();
        for (LoopShare share : shares) {
            Recording recording = new Recording(window);
            recordings.add(recording);
            share.loop().execute(() -> share.record(recording));
        }
        return recordings;
    }

    /**
     * Sends at a rate from {@code start} to {@code end}, one conversation after the other. Returns at once.
     *
     * @param loopOf the loop of a conversation's sender
     */
    public void pace(
            List<Conversation> conversations,
            Function<Conversation, LoopShare> loopOf,
            double perSecond,
            long start,
            long end,
            Sink sink) {
        for (LoopShare share : shares) {
            List<Conversation> own = conversations.stream()
                    .filter(conversation -> loopOf.apply(conversation).equals(share))
                    .toList();
            if (!own.isEmpty()) {
                pace(share, own, new Schedule(start, perSecond * own.size() / conversations.size()), end, sink);
            }
        }
    }

    private static void pace(LoopShare share, List<Conversation> own, Schedule schedule, long end, Sink sink) {
        Pacer pacer = new Pacer(
                schedule,
                Timer.of(share.loop()),
                0,
                1,
                end,
                (number, intended, lag) -> {
                    share.sent(intended, lag);
                    sink.send(own.get((int) (number % own.size())), intended);
                },
                () -> {});
        share.loop().execute(pacer::start);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
