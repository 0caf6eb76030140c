package io.waggle.broker.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.account.Seals;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.federation.AuthorizationCodes.Presented;
import io.waggle.broker.federation.AuthorizationCodes.Worth;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.SecretKey;
import io.waggle.protocol.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The tables of logins that came to a good end, and of whose accounts they led to. */
final class FederationTablesTest extends OnEachEngine {

    private static final EmailAddress ANNA = new EmailAddress("anna@example.org");
    private static final String VERIFIER = "a-code-verifier-of-at-least-43-characters-or-so";
    private static final AppRequest REQUEST =
            new AppRequest("the app", "org.example.app:/signed-in", Optional.of("state"), challenge());

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final SecretKey secret = SecretKey.random();
    private final IdentifierSeal seal = new IdentifierSeal(secret, Seals.aead());
    private final Accounts accounts = new Accounts(seal, clock);
    private final Logins logins = new Logins(secret, clock);
    private final ExternalIdentities identities = new ExternalIdentities(accounts, secret, clock);
    private final AuthorizationCodes codes = new AuthorizationCodes(seal, clock);

    FederationTablesTest(Engine engine) {
        super(engine);
    }

    private static String challenge() {
        byte[] hash = io.waggle.broker.secret.RandomToken.sha256(VERIFIER.getBytes(StandardCharsets.US_ASCII));
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    // --- identities

    @Test
    void aPersonIsTheirProvidersAndNobodyElse() {
        AccountId one = account(person("https://one.example", "7", null));

        assertThat(account(person("https://one.example", "7", null))).isEqualTo(one);
        assertThat(account(person("https://one.example", "8", null))).isNotEqualTo(one);
        assertThat(account(person("https://two.example", "7", null))).isNotEqualTo(one);
        assertThat(account(person("https://one.example", "7 ", null))).isNotEqualTo(one);
    }

    @Test
    void whatIsStoredSaysNothingToWhoeverHasTheDatabaseAlone() {
        account(person("https://one.example", "subject-3141", ANNA));
        issue(logins.begin(REQUEST), person("https://one.example", "subject-3141", ANNA));

        for (String table : List.of("external_identity", "authorization_code", "identifier")) {
            String all = database.read(handle -> handle.createQuery("SELECT * FROM " + table)
                    .map((row, context) -> {
                        StringBuilder text = new StringBuilder();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            text.append(
                                    row.getObject(i) instanceof byte[] bytes
                                            ? new String(bytes, StandardCharsets.ISO_8859_1)
                                            : row.getString(i));
                        }
                        return text.toString();
                    })
                    .list()
                    .toString());
            assertThat(all).isNotEqualTo("[]").doesNotContain("3141", "anna");
        }
    }

    @Test
    void ofManyWhoSignInAtOnceForTheFirstTimeAllGetOneAccount() throws Exception {
        Person person = person("https://one.example", "7", null);
        List<AccountId> all = atOnce(6, () -> account(person));

        assertThat(all).containsOnly(all.get(0));
        assertThat(rows("account")).isEqualTo(1);
    }

    @Test
    void ofTwoWhoSignInAtOnceWithTwoAddressesOneMakesNoAccount() throws Exception {
        List<EmailAddress> addresses = List.of(ANNA, new EmailAddress("anna@work.example"));
        var next = addresses.iterator();
        List<AccountId> all = atOnce(2, () -> {
            EmailAddress address;
            synchronized (next) {
                address = next.next();
            }
            return account(person("https://one.example", "7", address));
        });

        assertThat(all).containsOnly(all.get(0));
        assertThat(rows("account")).isEqualTo(1);
        assertThat(rows("identifier")).isEqualTo(1);
    }

    @Test
    void anIdentityGoesWithItsAccount() {
        AccountId account = account(person("https://one.example", "7", null));
        database.write(handle -> handle.execute("DELETE FROM account WHERE account_id = ?", account.value()));

        assertThat(rows("external_identity")).isZero();
    }

    // --- codes

    @Test
    void aCodeKnowsWhoItStandsFor() {
        Person anna = person("https://one.example", "7", ANNA);
        String code = issue(logins.begin(REQUEST), anna).orElseThrow();
        ExternalIdentity identity = ((Worth.Good) check(presented(code))).identity();

        assertThat(identity.email()).contains(ANNA);
        assertThat(identity.key()).isEqualTo(identities.of(anna).key());
        String without = issue(logins.begin(REQUEST), person("https://one.example", "8", null))
                .orElseThrow();
        assertThat(((Worth.Good) check(presented(without))).identity().email()).isEmpty();
    }

    @Test
    void aLoginGivesOneCode() throws Exception {
        Login login = logins.begin(REQUEST);
        assertThat(has(login)).isFalse();
        List<Optional<String>> all = atOnce(4, () -> issue(login, person("https://one.example", "7", null)));

        assertThat(all.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(has(login)).isTrue();
        assertThat(has(logins.begin(REQUEST))).isFalse();
        assertThat(rows("authorization_code")).isEqualTo(1);
    }

    @Test
    void aUsedCodeKnowsItsSessionAndNoAddress() {
        String code = issue(logins.begin(REQUEST), person("https://one.example", "7", ANNA))
                .orElseThrow();
        UUID session = UUID.randomUUID();
        use(code, session);

        assertThat(check(presented(code))).isEqualTo(new Worth.Used(session));
        assertThat(check(new Presented(code, "the app", "org.example.app:/signed-in", VERIFIER + "x")))
                .isEqualTo(new Worth.Nothing());
        assertThat(database.<Integer>read(handle -> handle.createQuery("SELECT COUNT(*) FROM authorization_code"
                                + " WHERE email_key IS NULL AND email_sealed IS NULL")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(1);
    }

    @Test
    void codesAreForgottenAnHourAfterTheyWereGood() {
        Login login = logins.begin(REQUEST);
        issue(login, person("https://one.example", "7", null));
        clock.advance(AuthorizationCodes.LIFETIME.plus(Duration.ofHours(1)));
        assertThat(forget()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(forget()).isEqualTo(1);
        assertThat(AuthorizationCodes.LIFETIME.plus(Duration.ofHours(1))).isGreaterThan(Logins.LIFETIME);
    }

    private static Person person(String issuer, String subject, @org.jspecify.annotations.Nullable EmailAddress email) {
        return new Person(issuer, subject, Optional.ofNullable(email));
    }

    private AccountId account(Person person) {
        return database.write(handle -> identities.findOrCreate(handle, identities.of(person)));
    }

    private Optional<String> issue(Login login, Person person) {
        return database.write(handle -> codes.issue(handle, login, identities.of(person)));
    }

    private boolean has(Login login) {
        return database.read(handle -> codes.has(handle, login));
    }

    private static Presented presented(String code) {
        return new Presented(code, "the app", "org.example.app:/signed-in", VERIFIER);
    }

    private Worth check(Presented presented) {
        return database.write(handle -> codes.check(handle, presented));
    }

    private void use(String code, UUID session) {
        database.write(handle -> {
            codes.use(handle, code, session);
            return true;
        });
    }

    private int forget() {
        return database.write(codes::forget);
    }

    private int rows(String table) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Integer.class)
                .one());
    }

    private static <T> List<T> atOnce(int many, Supplier<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        CyclicBarrier start = new CyclicBarrier(many);
        try {
            List<CompletableFuture<T>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                start.await();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            return work.get();
                        },
                        threads));
            }
            List<T> results = new ArrayList<>();
            for (CompletableFuture<T> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
