package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.ledger.Tally;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for recipients who are away. More can be added, and some can be taken out while the others stay, and what
 * either costs the broker is measured. Its people are not those of other runs on the same broker. For one thread.
 *
 * <p>To take some out while others stay, the recipients have to speak a protocol with acknowledgements of its own, and the
 * broker must not send much that is not acknowledged: what it has sent when the recipients leave again is sent again.
 */
public final class Backlog implements AutoCloseable {

    /** What is handed to senders at a time, so that what waits in the generator is bounded. */
    private static final int CHUNK = 20_000;

    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final Duration HEAD_START = Duration.ofMillis(200);
    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Ledger ledger = new Ledger();
    private final Scenario scenario;
    private final Fleet fleet;
    private final Stage stage;
    private final List<Address> recipients;

    /**
     * What so many messages cost.
     *
     * @param cpuUsPerMessage microseconds of the broker's CPU time; nothing if unknown
     */
    public record Cost(
            long messages, double seconds, @Nullable Double cpuUsPerMessage) {}

    /**
     * Connects everybody, and sends the recipients away.
     *
     * @param scenario who writes to whom, and how large messages are
     * @param cast what the names of all people begin with; lower case letters and digits
     * @throws IllegalStateException if devices do not connect, or do not go away
     */
    public Backlog(Scenario scenario, Target target, String cast, Progress progress) {
        this.scenario = scenario;
        this.fleet = new Fleet(scenario, target, ledger, true, cast);
        this.stage = new Stage(scenario, target, fleet, ledger, progress);
        this.recipients = fleet.recipients();
        try {
            stage.connect(fleet.everybody());
            goAway();
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    private void goAway() {
        fleet.disconnect(recipients);
        require(stage.await(() -> fleet.ready(recipients) == 0, AWAY, 5), "devices do not go away");
    }

    private static void require(boolean done, String otherwise) {
        if (!done) {
            throw new IllegalStateException(otherwise);
        }
    }

    /**
     * Adds messages as fast as the senders' windows let.
     *
     * @param each messages of each sender
     * @throws IllegalStateException if one is refused, or not answered in time
     */
    public void fill(int each) {
        int chunk = Math.max(1, CHUNK / fleet.senders().size());
        for (int done = 0; done < each; done += chunk) {
            fleet.fill(Math.min(chunk, each - done));
            awaitAnswers();
        }
    }

    private void awaitAnswers() {
        fleet.handOver();
        long sent = fleet.counts().sentSoFar();
        boolean answered =
                stage.await(() -> fleet.counts().answeredSoFar() >= sent, scenario.time(Parameter.SETTLE), 1);
        long unanswered = sent - fleet.counts().answeredSoFar();
        require(answered, unanswered + " messages were not answered");
        long refused = sent - fleet.counts().ackedSoFar();
        require(refused == 0, refused + " messages were refused");
    }

    /**
     * Adds messages at a rate while the recipients are away, and measures.
     *
     * @throws IllegalStateException as {@link #fill}
     */
    public Cost append(double perSecond, Duration time) {
        long before = fleet.counts().ackedSoFar();
        long start = System.nanoTime() + HEAD_START.toNanos();
        Window window = Window.of(start, time);
        List<Recording> recordings = fleet.record(window);
        fleet.pace(perSecond, start, window.end());
        stage.watchUntil(start, recordings, window, () -> {});
        stage.usage().start();
        stage.watchUntil(window.end(), recordings, window, () -> {});
        awaitAnswers();
        return cost(window, fleet.counts().ackedSoFar() - before);
    }

    private Cost cost(Window window, long messages) {
        stage.usage().sample(window);
        double seconds = (System.nanoTime() - window.start()) / NANOS_PER_SECOND;
        return new Cost(messages, seconds, stage.usage().cpuMicrosPer(messages));
    }

    /**
     * Lets the recipient come back, take out so many messages at a rate, and go away again, and measures. There has to be one
     * recipient.
     *
     * @throws IllegalStateException if that does not happen in time
     */
    public Cost drain(double perSecond, int messages) {
        Address recipient = recipients.get(0);
        fleet.hold(recipient);
        comeBack();
        long start = System.nanoTime();
        Window window = Window.of(start, Duration.ofNanos(Math.round(messages * NANOS_PER_SECOND / perSecond)));
        int[] released = {0};
        long[] next = {start};
        stage.usage().start();
        stage.watchUntil(window.end(), fleet.record(window), window, () -> {
            long now = System.nanoTime();
            if (now - next[0] >= 0) {
                next[0] = now + RELEASE_NANOS;
                int due = (int) Math.min(messages, Math.round((now - start) * perSecond / NANOS_PER_SECOND));
                fleet.release(recipient, due - released[0]);
                released[0] = due;
            }
        });
        fleet.release(recipient, messages - released[0]);
        boolean done = stage.await(
                () -> fleet.released(recipient) == 0 && fleet.isQuiet(), scenario.time(Parameter.SETTLE), 1);
        require(done, fleet.released(recipient) + " of " + messages + " messages did not come");
        Cost cost = cost(window, messages);
        goAway();
        return cost;
    }

    private void comeBack() {
        fleet.connectNow(recipients);
        require(stage.await(() -> fleet.ready(recipients) == recipients.size(), BACK, 1), "devices do not come back");
    }

    /**
     * Lets the recipients come back and take out everything as fast as they can, and measures. However long that takes: it
     * gives up when nothing more comes. What a recipient had got and held back is not counted again.
     *
     * @throws IllegalStateException if something does not come
     */
    public Cost empty() {
        long delivered = fleet.counts().deliveredSoFar();
        long start = System.nanoTime();
        Window window = Window.of(start, scenario.time(Parameter.SETTLE));
        stage.usage().start();
        recipients.forEach(fleet::letGo);
        comeBack();
        boolean done;
        long before;
        do {
            before = fleet.counts().deliveredSoFar();
            done = stage.await(() -> fleet.counts().isSettled() && fleet.isQuiet(), scenario.time(Parameter.SETTLE), 5);
        } while (!done && fleet.counts().deliveredSoFar() > before);
        require(done, "not everything came");
        return cost(window, fleet.counts().deliveredSoFar() - delivered);
    }

    /** What the ledger says is wrong, for a person, when everything has been taken out. */
    public List<Fault> faults() {
        fleet.handOver();
        Tally tally =
                ledger.tally(fleet.counts().redeliveredSoFar(), fleet.counts().foreignSoFar());
        List<Fault> faults = new ArrayList<>();
        note(faults, Fault.Kind.BROKEN_PROMISE, tally.lost(), "acknowledged messages were lost");
        note(faults, Fault.Kind.BROKEN_PROMISE, tally.duplicated(), "messages came twice");
        note(faults, Fault.Kind.BROKEN_PROMISE, tally.reordered(), "messages came out of order");
        note(faults, Fault.Kind.BROKEN_PROMISE, tally.foreign(), "messages came that nobody had sent");
        note(faults, Fault.Kind.INCOMPLETE, fleet.connections().lost(), "connections were lost");
        return faults;
    }

    private static void note(List<Fault> faults, Fault.Kind kind, long count, String what) {
        if (count > 0) {
            faults.add(new Fault(kind, count + " " + what));
        }
    }

    /** Ends all connections. What waits stays where it is. */
    @Override
    public void close() {
        fleet.close();
    }
}
