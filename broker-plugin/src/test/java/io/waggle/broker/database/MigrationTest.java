package io.waggle.broker.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.Account;
import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Device;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.bot.BotToken;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.config.DatabaseConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.Audience;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.contact.PrivacySettings;
import io.waggle.broker.contact.Strangers;
import io.waggle.broker.federation.ExternalIdentities;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.profile.Profile;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.secret.SealKeys;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.session.EndReason;
import io.waggle.broker.session.Refreshed;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.verification.Verifications;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server of any version that there has been becomes one of the newest, and keeps what it had. {@code released/Vn.sql} beside this
 * class has what version n brought: whoever adds a migration adds one, with rows of the new tables, and a line to
 * {@code released/checksums.txt}.
 */
final class MigrationTest {

    private static final String MIGRATIONS = "io/waggle/broker/database/migration";
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final Pattern BYTES = Pattern.compile("\\{hex:([0-9a-f]*)}");

    private static final AccountId ANNA = new AccountId("1xq1ac8xk5d0eccr");
    private static final AccountId BOB = new AccountId("4t2kcsg4m1yg4sd8");
    private static final Identifier ANNAS_NUMBER = new PhoneNumber("+4915123456701");
    private static final Address PHONE = new Address(ANNA, new DeviceId("s5ja4zen"));
    private static final Address TABLET = new Address(ANNA, new DeviceId("23qyt0ny"));
    private static final Instant LINKED = Instant.parse("2026-11-25T12:00:00Z");

    /** What the clients of that time still have. */
    private static final String REFRESH_TOKEN = "wgr1_tkVoOuK4Q2KIbCyDwoVADncJ9XpjG6WN066sx5NEtkP0UUmwOXe7Rpuh17rrZW39";

    private static final UUID VERIFICATION = UUID.fromString("4d686081-1b68-4db5-91d8-bb32074acf8c");
    private static final String CODE = "851064";
    private static final String DEVICE_CODE = "CxD6dcyxKlHKsLfYlcOKLhm2C00dSqDl_kCzB7_AINQ";
    private static final AccountId BOT = new AccountId("7b0t0f8nn8000001");
    private static final String BOT_TOKEN = "waggle_bot_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final UUID ENDED = UUID.fromString("1da9ca25-f6a0-488c-a071-eab0ed0aeccd");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(LINKED.plus(Duration.ofMinutes(2)));
    private final AccountChanges changes = new AccountChanges(clock);
    private final Devices devices = new Devices(changes, 6, clock);
    private final Sessions sessions = new Sessions(changes, Duration.ofDays(90), clock);
    private Accounts accounts;
    private Verifications verifications;

    @SuppressWarnings("NullAway.Init")
    MigrationTest() {}

    @BeforeEach
    void open() throws IOException {
        SecretKey secret = SecretKey.open(key("accounts.key"));
        IdentifierSeal seal = new IdentifierSeal(secret, SealKeys.open(key("inbox-keyset.json")));
        accounts = new Accounts(seal, clock);
        WaggleConfig config = WaggleConfig.defaults(folder);
        verifications = new Verifications(seal, secret, config.verification(), config.limits(), clock);
    }

    private Path key(String name) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, resource("released/keys/" + name));
    }

    static Stream<Arguments> released() {
        return Arrays.stream(Engine.values())
                .flatMap(engine -> migrations().keySet().stream().map(version -> Arguments.of(engine, version)));
    }

    @ParameterizedTest
    @MethodSource("released")
    void whatAReleasedVersionHadIsThereAndUsableInTheNewest(Engine engine, int version) {
        DatabaseConfig config = engine.config(folder);
        fill(config, version);
        try (Database database = Database.open(config)) {
            database.write(handle -> {
                requireAccounts(handle);
                requireSessionsAndCodes(handle);
                if (version >= 2) {
                    requireLinks(handle);
                }
                if (version >= 3) {
                    assertThat(new Blocks(changes, clock).list(handle, ANNA))
                            .containsExactly(new Blocks.Block(BOB, LINKED.plusSeconds(60)));
                }
                if (version >= 4) {
                    requirePeople(handle);
                }
                if (version >= 5) {
                    assertThat(new ExternalIdentities(accounts, SecretKey.random(), clock).linkedAt(handle, ANNA))
                            .containsExactly(LINKED.plusSeconds(60));
                }
                if (version >= 8) {
                    requireBots(handle);
                }
                assertThat(accounts.addDiscoveryKeys(handle, 100))
                        .as("identifiers of before discovery")
                        .isEqualTo(2);
                assertThat(accounts.addDiscoveryKeys(handle, 100)).isZero();
                requireChanges(handle, version);
                return true;
            });
        }
        try (Database database = Database.open(config)) {
            assertThat(database.<List<Device>>read(handle -> devices.list(handle, ANNA)))
                    .as("nothing is migrated twice")
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private void requireAccounts(Handle handle) {
        assertThat(accounts.get(handle, ANNA)).contains(new Account(ANNA, LINKED, null));
        assertThat(accounts.get(handle, BOB)).contains(new Account(BOB, LINKED, LINKED.plusSeconds(60)));
        assertThat(accounts.lockActive(handle, ANNA)).isTrue();
        assertThat(accounts.lockActive(handle, BOB)).isFalse();
        assertThat(accounts.find(handle, ANNAS_NUMBER)).contains(ANNA);
        assertThat(accounts.find(handle, new EmailAddress("bob@example.org"))).contains(BOB);
        assertThat(accounts.identifiers(handle, ANNA)).containsExactly(ANNAS_NUMBER);
        assertThat(devices.list(handle, ANNA))
                .containsExactly(
                        new Device(PHONE.device(), new DeviceName("Änna's phone 📱"), LINKED, LINKED),
                        new Device(
                                TABLET.device(),
                                new DeviceName("a tablet"),
                                LINKED.plusSeconds(60),
                                LINKED.plusSeconds(60)));
    }

    private void requireSessionsAndCodes(Handle handle) {
        assertThat(sessions.endedSince(handle, LINKED))
                .containsExactly(new Sessions.Ended(ENDED, LINKED.plusSeconds(60)));
        assertThat(sessions.list(handle, ANNA, 10))
                .filteredOn(session -> session.endReason() == EndReason.SIGNED_OUT)
                .hasSize(1);
        assertThat(sessions.refresh(handle, REFRESH_TOKEN))
                .isInstanceOfSatisfying(
                        Refreshed.Next.class,
                        next -> assertThat(next.grant().device()).isEqualTo(PHONE));
        assertThat(verifications.check(handle, VERIFICATION, "851065")).isEmpty();
        assertThat(verifications.check(handle, VERIFICATION, CODE)).contains(ANNAS_NUMBER);
    }

    private void requireLinks(Handle handle) {
        assertThat(new DeviceLinks(clock).ask(handle, DEVICE_CODE))
                .isEqualTo(new DeviceLinks.Answer.Approved(ANNA, new DeviceName("a browser")));
    }

    private void requirePeople(Handle handle) {
        assertThat(new Profiles().get(handle, ANNA))
                .isEqualTo(new Profile(
                        Optional.of(new PersonName("Änna")), Optional.empty(), Optional.of("tag-of-a-picture")));
        PrivacySettings settings = new Privacy(changes).get(handle, ANNA);
        assertThat(settings.lastSeen()).isEqualTo(Audience.NOBODY);
        assertThat(settings.readReceipts()).isFalse();
        assertThat(settings.strangers()).isEqualTo(Strangers.REQUEST);
        assertThat(handle.select("SELECT contact_id FROM contact WHERE account_id = ?", ANNA.value())
                        .mapTo(String.class))
                .containsExactly(BOB.value());
    }

    private void requireBots(Handle handle) {
        Bots bots = new Bots(clock);
        assertThat(bots.ownedBy(handle, ANNA))
                .containsExactly(new Bot(BOT, ANNA, Optional.empty(), LINKED.plusSeconds(60), false));
        assertThat(bots.whose(handle, BotToken.parse(BOT_TOKEN).orElseThrow())).contains(BOT);
        assertThat(handle.select("SELECT batch_until FROM webhook WHERE account_id = ?", BOT.value())
                        .mapTo(Long.class))
                .containsExactly(7L);
    }

    private void requireChanges(Handle handle, int version) {
        List<AccountChange> noted = changes.next(handle, 100).stream()
                .map(AccountChanges.Entry::change)
                .toList();
        assertThat(noted)
                .startsWith(
                        new AccountChange.DeviceLinked(PHONE),
                        new AccountChange.DeviceLinked(TABLET),
                        new AccountChange.SessionEnded(TABLET, ENDED));
        assertThat(noted.contains(new AccountChange.PolicyChanged(ANNA))).isEqualTo(version >= 3);
    }

    private static void fill(DatabaseConfig config, int version) {
        DataSource source = config.embedded() ? DataSources.h2(config.directory()) : DataSources.postgres(config.url());
        Flyway.configure(MigrationTest.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + MIGRATIONS)
                .target(Integer.toString(version))
                .load()
                .migrate();
        Jdbi.create(source).useHandle(handle -> {
            for (int each : migrations().keySet()) {
                if (each <= version) {
                    handle.createScript(rows(each, config.embedded())).execute();
                }
            }
        });
    }

    /** The rows of a version in the language of an engine. */
    private static String rows(int version, boolean h2) {
        return BYTES.matcher(resource("released/V" + version + ".sql")).replaceAll(h2 ? "X'$1'" : "'\\\\x$1'::bytea");
    }

    @Test
    void noReleasedMigrationIsEverEditedAndEachHasRowsToBeTestedWith() {
        Map<String, String> pinned = new TreeMap<>();
        resource("released/checksums.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    String[] words = line.split(" ", 2);
                    pinned.put(words[0], words[1]);
                });
        Map<String, String> present = new TreeMap<>();
        migrations().values().forEach(name -> present.put(name, sha256(text("/" + MIGRATIONS + "/" + name))));

        assertThat(present)
                .as(
                        "a migration that has run anywhere is never edited: write another one; pin a new one in checksums.txt")
                .isEqualTo(pinned);
        migrations()
                .keySet()
                .forEach(version ->
                        assertThat(resource("released/V" + version + ".sql")).startsWith("--"));
    }

    /** The files of migrations by their version. */
    private static SortedMap<Integer, String> migrations() {
        URI directory =
                URI.create(String.valueOf(MigrationTest.class.getClassLoader().getResource(MIGRATIONS)));
        TreeMap<Integer, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            files.map(file -> NAME.matcher(String.valueOf(file.getFileName()))).forEach(name -> {
                assertThat(name.matches()).as("%s", name).isTrue();
                found.put(Integer.valueOf(name.group(1)), name.group());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String resource(String name) {
        return text("/io/waggle/broker/database/" + name);
    }

    private static String text(String path) {
        try (InputStream in = MigrationTest.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError("there is no " + path + " among the test's resources: write it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
