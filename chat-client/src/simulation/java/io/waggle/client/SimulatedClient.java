package io.waggle.client;

import io.waggle.client.fake.Texts;
import io.waggle.client.store.Act;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.Place;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.FastDatabases;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.ReceiptKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A device in the simulation: a real client on a real database, whose process can end at any moment and begin again. */
public final class SimulatedClient {

    public final Address device;
    final SimulatedTransport transport;
    final Path file;
    private final Simulation simulation;
    private final UnaryOperator<ClientOptions> tuning;

    CrashableDatabase database;
    ClientStore store;
    ClientCore core;
    Recorder listener;
    private Life life;

    public SimulatedClient(Simulation simulation, Address device, Path directory) {
        this(simulation, device, directory, UnaryOperator.identity());
    }

    SimulatedClient(Simulation simulation, Address device, Path directory, UnaryOperator<ClientOptions> tuning) {
        this.simulation = simulation;
        this.device = device;
        this.tuning = tuning;
        this.transport = new SimulatedTransport(simulation);
        this.file = directory.resolve(device.account() + "-" + device.device() + ".db");
        begin(new Recorder());
    }

    /** A process of the client: what it would still do when it is dead, nobody does. */
    private final class Life implements Lane {

        private boolean alive = true;
        private Consumer<SimulatedClient> onDeath = client -> {};

        @Override
        public void execute(Runnable task) {
            after(Duration.ZERO, task);
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            boolean[] cancelled = {false};
            simulation.after(delay, () -> {
                if (!cancelled[0] && alive) {
                    run(task);
                }
            });
            return () -> cancelled[0] = true;
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (CrashableDatabase.Death death) {
                kill();
                onDeath.accept(SimulatedClient.this);
            }
        }
    }

    /** The process begins again, on the database that there is. */
    public void begin() {
        begin(new Recorder());
    }

    void begin(Recorder newListener) {
        listener = newListener;
        life = new Life();
        database = new CrashableDatabase(FastDatabases.open(file));
        store = ClientStore.open(database, device);
        core = new ClientCore(options(), store, transport, listener, runtime());
    }

    ClientRuntime runtime() {
        return new ClientRuntime(
                simulation.clock(),
                new Random(simulation.random.nextLong()),
                this::newId,
                () -> new CallId(simulation.random.nextLong(), simulation.random.nextLong()),
                life,
                life::execute,
                options().listenerExecutor().orElse(life::execute));
    }

    private ClientOptions options() {
        return tuning.apply(ClientOptions.of(device, URI.create("tcp://simulated"), () -> "token")
                .withLimits(100_000, 100_000));
    }

    /** Lets the process die at one of the next transactions: before it, within it, or right after it. */
    public void dieAt(int transactions) {
        CrashableDatabase.Moment[] moments = CrashableDatabase.Moment.values();
        dieAt(transactions, moments[simulation.random.nextInt(moments.length)], client -> {});
    }

    /** The process does not die any more of what {@link #dieAt(int)} said. */
    public void spare() {
        database.dieAt(Integer.MAX_VALUE, CrashableDatabase.Moment.BEFORE);
    }

    /** Does what a person does with the process, which may die of it. */
    public void live(Runnable what) {
        try {
            what.run();
        } catch (CrashableDatabase.Death death) {
            kill();
        }
    }

    /** Lets the process die at one of the next transactions. */
    void dieAt(int transactions, CrashableDatabase.Moment moment, Consumer<SimulatedClient> onDeath) {
        life.onDeath = onDeath;
        database.dieAt(transactions, moment);
    }

    /** The process ends here and now. */
    public void kill() {
        life.alive = false;
        transport.vanish();
        database.close();
    }

    /** Whether there is a process. */
    public boolean isAlive() {
        return life.alive;
    }

    /** Wants to be connected. */
    public void connect() {
        core.connect();
    }

    /** Wants to be alone. */
    public void disconnect() {
        core.disconnect();
    }

    /** What it shows. */
    public MessageHistory history() {
        return store.history();
    }

    /** Asks the person's other devices for what was said before. */
    public void requestHistory() {
        var unused = core.requestHistory();
    }

    /** The person allows that here. */
    public void allowHistory(TransferId id) {
        var unused = core.allowHistory(id);
    }

    /** The transfers of history that it knows of. */
    public List<HistoryTransfer> transfers() {
        return store.transfers().all();
    }

    /** How many things the server has not decided. */
    public int undecided() {
        return store.outboxSize();
    }

    /** Does something to what is there. */
    public void perform(Act act) {
        var unused = core.perform(act);
    }

    /** Changes a group. */
    public void change(ConversationId group, GroupChange.Change change) {
        var unused = core.change(new GroupChange(newId(), group, 0, change));
    }

    /** The person has read everything up to there. */
    public void markRead(ConversationId conversation, Place upTo) {
        var unused = core.markRead(conversation, upTo, ReceiptKind.READ);
    }

    /** The person has played everything up to there. */
    public void markPlayed(ConversationId conversation, Place upTo) {
        var unused = core.markRead(conversation, upTo, ReceiptKind.PLAYED);
    }

    /** The person calls somebody. */
    public void call(AccountId other, boolean video) {
        var unused = core.call(other, "v=0 offer", video);
    }

    /** The person takes a call here. */
    public void answerCall(CallId call) {
        var unused = core.answer(call, "v=0 answer");
    }

    /** How this device may be reached. */
    public void sendCandidates(CallId call, List<String> candidates) {
        var unused = core.candidates(call, candidates);
    }

    /** The person ends a call, or does not want it; or its connection failed. */
    public void hangUp(CallId call, boolean failed) {
        var unused = core.hangUp(call, failed);
    }

    MessageId send(Address to, String text) {
        return send(to.account(), text);
    }

    MessageId send(AccountId to, String text) {
        return send(Draft.direct(device.account(), to, Texts.content(text)));
    }

    MessageId send(ConversationId conversation, List<AccountId> to, String text) {
        return send(Draft.to(conversation, to, Texts.content(text)));
    }

    /** Sends a message. */
    public MessageId send(Draft draft) {
        MessageId id = newId();
        var unused = core.send(new NewMessage(id, simulation.clock().instant(), draft));
        return id;
    }

    MessageId newId() {
        long time = simulation.clock().instant().toEpochMilli();
        long high = (time << 16) | 0x7000L | simulation.random.nextInt(0x1000);
        return new MessageId(high, Long.MIN_VALUE | (simulation.random.nextLong() >>> 2));
    }

    String state(MessageId id) {
        return store.history()
                .sent(id)
                .map(message -> message.status().toString())
                .orElse("not there");
    }

    List<String> received(ConversationId conversation) {
        return Texts.messages(store.history(), conversation).stream()
                .filter(message -> !message.sender().equals(device))
                .map(message -> Texts.of(message))
                .toList();
    }

    /** The application has dealt with everything that it was shown. */
    public void acknowledgeAll() {
        for (StoredMessage message : listener.messages) {
            core.acknowledge(message);
        }
    }

    /** Whether it is connected, and what waited for it has arrived. */
    public boolean isOnline() {
        return core.state() == ConnectionState.ONLINE;
    }
}
