package io.waggle.demo;

import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.Trees;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The promise, shown: people write to each other while the broker and their own phones are killed, and then the ledger is
 * read from their disks. Exits with 0 only if it is clean. The last line of the output is one JSON object.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Real clients and a real broker, killed while messages fly; then the ledger.")
public final class Demo implements Callable<Integer> {

    private static final List<Address> PEOPLE =
            List.of(Address.of("alice", "phone"), Address.of("bob", "phone"), Address.of("carol", "phone"));

    /** About what a kill, a restart and everybody's return take: messages are written over all rounds. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(
            names = "--messages",
            description = "how many are written (default 600, or 30 for each kill if that is more)")
    private int messages = -1;

    @Option(
            names = "--kills",
            defaultValue = "5",
            description =
                    "how often the broker is killed; every other time a phone dies with it (default ${DEFAULT-VALUE})")
    private int kills;

    @Option(names = "--seed", description = "what chance is drawn from; printed, so that a run can be had again")
    private long seed = System.nanoTime() & 0xFFFFFF;

    @Option(names = "--keep", description = "keep the disks and logs of a clean run, too")
    private boolean keep;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final boolean terminal = Boolean.getBoolean("waggle.terminal");
    private final Map<Address, PersonProcess> people = new LinkedHashMap<>();
    private final Map<Address, String> connection = new ConcurrentHashMap<>();
    private final Map<Address, Long> unsettled = new ConcurrentHashMap<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger shown = new AtomicInteger();
    private volatile boolean storytelling = true;
    private int clientKills;

    /** Runs the demo with the given arguments. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Demo()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        messages = messages < 0 ? Math.max(600, 30 * kills) : messages;
        Path directory = Files.createTempDirectory("waggle-demo");
        out.printf("Seed %d; everything is in %s%n%n", seed, directory);
        BrokerOptions options =
                BrokerOptions.defaults().home(directory.resolve("broker")).shortLived();
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            try {
                gather(broker, directory);
                talk();
                storm(broker, new Random(seed));
                settle();
            } finally {
                people.values().forEach(PersonProcess::close);
            }
        }
        Map<Address, Path> disks = new LinkedHashMap<>();
        people.forEach((person, process) -> disks.put(person, process.directory()));
        Ledger ledger = Ledger.read(disks);
        report(ledger);
        if (ledger.isClean() && !keep) {
            Trees.delete(directory);
        }
        return ledger.isClean() ? 0 : 1;
    }

    // --- act one: people meet

    private void gather(BrokerProcess broker, Path directory) throws Exception {
        out.println("The broker runs in process " + broker.pid() + "; three phones connect.");
        URI server = URI.create(
                "tcp://" + broker.mqtt().getHostString() + ":" + broker.mqtt().getPort());
        for (Address person : PEOPLE) {
            PersonProcess process = new PersonProcess(
                    person, server, directory.resolve(person.account().value()), broker.mintToken(person), this::hear);
            people.put(person, process);
            process.start();
        }
        await("everybody is online", () -> PEOPLE.stream().allMatch(this::isOnline));
    }

    // --- act two: they talk, one of them is away for a while

    private void talk() throws Exception {
        out.printf("%nOnline: alice writes to bob, and her tick changes as it goes.%n");
        say("alice", "bob", "Hi Bob!");
        await("bob has seen it", () -> shown.get() >= 1);
        out.printf("%nOffline: bob is away, carol writes to him, and he comes back.%n");
        person("bob").order("offline");
        await("bob is away", () -> "STOPPED".equals(connection.get(person("bob").person())));
        say("carol", "bob", "Are you there?");
        say("carol", "bob", "Call me when you are.");
        await("carol's messages are sent", () -> queued.get() >= 3);
        person("bob").order("online");
        await("bob has seen them", () -> shown.get() >= 3);
        storytelling = false;
    }

    // --- act three: kills

    private void storm(BrokerProcess broker, Random random) throws Exception {
        out.printf("%nNow %d messages fly, and the broker is killed %d times.%n", messages, kills);
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        Random choice = new Random(seed + 1);
        long periodMicros = Math.max(500, ROUND.toNanos() / 1_000 * Math.max(1, kills) / Math.max(1, messages));
        var pace = writer.scheduleAtFixedRate(() -> writeSomething(choice), 0, periodMicros, TimeUnit.MICROSECONDS);
        try {
            for (int kill = 1; kill <= kills; kill++) {
                TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(1_400));
                killOnce(broker, random, kill);
            }
            pace.cancel(false);
            var unused =
                    writer.scheduleAtFixedRate(() -> writeSomething(choice), 0, 1, TimeUnit.MILLISECONDS); // the rest
            await("all messages are written", () -> queued.get() >= messages);
        } finally {
            writer.shutdownNow();
            writer.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private void writeSomething(Random choice) {
        int from = choice.nextInt(PEOPLE.size());
        int to = (from + 1 + choice.nextInt(PEOPLE.size() - 1)) % PEOPLE.size();
        if (queued.get() < messages) {
            say(PEOPLE.get(from).account().value(), PEOPLE.get(to).account().value(), "message " + choice.nextInt());
        }
    }

    private void killOnce(BrokerProcess broker, Random random, int kill) throws Exception {
        long pid = broker.pid();
        broker.kill();
        PEOPLE.forEach(connection::remove); // heard again when each is back
        PersonProcess victim =
                kill % 2 == 0 ? null : new ArrayList<>(people.values()).get(random.nextInt(PEOPLE.size()));
        if (victim != null) {
            victim.kill();
            clientKills++;
        }
        broker.restart();
        if (victim != null) {
            victim.start();
        }
        await("everybody is back", () -> PEOPLE.stream().allMatch(this::isOnline));
        progress(String.format(
                Locale.ROOT,
                "kill %d of %d: broker %d%s; %d written, %d seen",
                kill,
                kills,
                pid,
                victim == null ? "" : " and " + victim.person().account() + "'s phone",
                queued.get(),
                shown.get()));
    }

    // --- act four: everything arrives

    private void settle() throws Exception {
        progress("No more kills; waiting until every message has its second tick.");
        await("every message is delivered", () -> {
            people.values().forEach(person -> person.order("counts"));
            return unsettled.size() == PEOPLE.size()
                    && unsettled.values().stream().allMatch(open -> open == 0);
        });
        if (terminal) {
            out.println();
        }
    }

    private void report(Ledger ledger) {
        out.printf(
                Locale.ROOT,
                """

                The ledger, read from the phones' disks
                  %6d messages got their tick
                  %6d of them were seen
                  %6d were lost
                  %6d were seen twice
                  %6d were out of order
                  %6d got no tick
                  %6d times the broker was killed, and %d times a phone

                """,
                ledger.acked(),
                ledger.delivered(),
                ledger.lost(),
                ledger.duplicated(),
                ledger.reordered(),
                ledger.open(),
                kills,
                clientKills);
        out.printf(
                Locale.ROOT,
                "{\"acked\":%d,\"delivered\":%d,\"lost\":%d,\"duplicated\":%d,\"reordered\":%d,"
                        + "\"brokerKills\":%d,\"clientKills\":%d}%n",
                ledger.acked(),
                ledger.delivered(),
                ledger.lost(),
                ledger.duplicated(),
                ledger.reordered(),
                kills,
                clientKills);
    }

    // --- vocabulary

    private void say(String from, String to, String text) {
        person(from).order("send " + to + " " + text);
    }

    private PersonProcess person(String account) {
        PersonProcess process = people.get(Address.of(account, "phone"));
        if (process == null) {
            throw new IllegalArgumentException("nobody is called " + account);
        }
        return process;
    }

    private boolean isOnline(Address person) {
        return "ONLINE".equals(connection.get(person));
    }

    private void hear(Address person, String line) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
            case "QUEUED" -> queued.incrementAndGet();
            case "SHOWN" -> shown.incrementAndGet();
            case "CONNECTION" -> connection.put(person, words[1]);
            case "COUNTS" -> unsettled.put(person, Long.parseLong(words[1]));
            default -> {
                // ticks are only told
            }
        }
        if (storytelling) {
            tell(person, words);
        }
    }

    private void tell(Address person, String[] words) {
        String who = String.format("  %-6s", person.account());
        switch (words[0]) {
            case "QUEUED" ->
                out.println(who + "writes: " + String.join(" ", List.of(words).subList(2, words.length)));
            case "SHOWN" -> out.println(who + "sees from " + words[2] + ": " + words[3]);
            case "TICK" -> out.println(who + tick(words[2]));
            case "CONNECTION" -> out.println(who + "is " + words[1].toLowerCase(Locale.ROOT));
            default -> {
                // nothing that a person would see
            }
        }
    }

    private static String tick(String state) {
        return switch (state) {
            case "SENT" -> "✓    sent";
            case "DELIVERED" -> "✓✓   delivered";
            case "READ" -> "✓✓   read";
            default -> state.toLowerCase(Locale.ROOT);
        };
    }

    private void progress(String line) {
        out.print(terminal ? "\r\033[K  " + line : "  " + line + "\n");
        out.flush();
    }

    private static void await(String what, BooleanSupplier condition)
            throws InterruptedException, TimeoutException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited in vain until " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
