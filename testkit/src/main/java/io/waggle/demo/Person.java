package io.waggle.demo;

import io.waggle.client.ClientOptions;
import io.waggle.client.ConnectionState;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One person's phone: a client with its store in a process that can be killed. Reads what to do from standard input, a line
 * each, and says what happens on standard output.
 *
 * <p>What a person has seen is kept in a {@link Screen}, as any application keeps it: a message goes on the screen, and then
 * it is acknowledged. A process that dies between the two is told of the message again, and finds it on its screen.
 */
final class Person implements WaggleListener {

    private final Address me;
    private final Screen screen;
    private final PrintStream out;
    private WaggleClient client;

    @SuppressWarnings("NullAway.Init") // the listener is made before its client, and heard of after it
    private Person(Address me, Screen screen, PrintStream out) {
        this.me = me;
        this.screen = screen;
        this.out = out;
    }

    /** Runs until its input ends. Arguments: account/device, server, directory. The token is the first line of the input. */
    public static void main(String[] args) throws IOException {
        Address me = Address.fromClientId(args[0]).orElseThrow();
        Path directory = Path.of(args[2]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String token = in.readLine();
        ClientOptions options = ClientOptions.of(me, URI.create(args[1]), () -> token)
                .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        Person person = new Person(me, Screen.open(directory), out);
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(storeFile(directory)), me);
        try (WaggleClient client = WaggleClient.open(options, store, new PahoTransport(), person)) {
            person.client = client;
            client.connect();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                person.obey(line);
            }
        }
    }

    static Path storeFile(Path directory) {
        return directory.resolve("store.db");
    }

    private void obey(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "send" -> send(new AccountId(words[1]), words[2]);
            case "offline" -> client.disconnect();
            case "online" -> client.connect();
            case "counts" -> say("COUNTS", open(), settled());
            default -> throw new IllegalArgumentException("what is '" + line + "'?");
        }
    }

    private void send(AccountId to, String text) {
        var handle = client.send(Draft.direct(me.account(), to, text));
        var unused = handle.stored().thenRun(() -> say("QUEUED", handle.id(), text));
    }

    /** Own messages that are not with their recipient yet. */
    private long open() {
        Map<MessageState, Long> counts = client.history().counts();
        return counts.getOrDefault(MessageState.QUEUED, 0L) + counts.getOrDefault(MessageState.SENT, 0L);
    }

    private long settled() {
        Map<MessageState, Long> counts = client.history().counts();
        return counts.getOrDefault(MessageState.DELIVERED, 0L) + counts.getOrDefault(MessageState.READ, 0L);
    }

    @Override
    public void onMessage(StoredMessage message) {
        try {
            if (screen.show(message.id())) {
                say(
                        "SHOWN",
                        message.id(),
                        message.sender().account(),
                        message.text().orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var unused = client.acknowledge(message).thenCombine(client.markRead(message), (done, news) -> news);
    }

    @Override
    public void onStatus(StatusChange change) {
        say("TICK", change.id(), change.status().state());
    }

    @Override
    public void onConnection(ConnectionState state) {
        say("CONNECTION", state);
    }

    private void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.println(line);
    }
}
