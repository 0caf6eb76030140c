package io.waggle.broker;

import com.google.crypto.tink.Aead;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.account.LastSeen;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.call.Relays;
import io.waggle.broker.config.OidcConfig;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.AddressBook;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Contacts;
import io.waggle.broker.contact.Policies;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Events;
import io.waggle.broker.federation.AuthorizationCodes;
import io.waggle.broker.federation.ExternalIdentities;
import io.waggle.broker.federation.Logins;
import io.waggle.broker.federation.OpenIdProvider;
import io.waggle.broker.federation.RedirectUris;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.lifecycle.AccountExport;
import io.waggle.broker.lifecycle.AccountLifecycle;
import io.waggle.broker.lifecycle.AccountSections;
import io.waggle.broker.lifecycle.GroupSection;
import io.waggle.broker.lifecycle.InboxSection;
import io.waggle.broker.lifecycle.PeopleSections;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.oauth.AuthorizationServer;
import io.waggle.broker.oauth.Federation;
import io.waggle.broker.profile.AvatarMaker;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.secret.SecretFile;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenMinter;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeDispatch;
import io.waggle.broker.verification.CodeRequests;
import io.waggle.broker.verification.Verifications;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The part of the composition that has to do with accounts: what the database is the truth of. */
final class AccountParts {

    private static final int AT_ONCE = 500;

    private final Database database;
    private final AccountChanges changes;
    private final Sessions sessions;
    private final Verifications verifications;
    private final IdempotentWrites writes;
    private final EndedSessions endedSessions = new EndedSessions();
    private final Duration tokenLifetime;
    private final Clock clock;
    private final DeviceLinks links;
    private final AuthorizationCodes codes;
    private final Policies policies;
    private final LastSeen lastSeen;
    private final List<ExportSection> sections;
    private final BotParts automation;
    private final ApiServer.Domains api;

    /** The keys of the server. */
    record Keys(SigningKeys signing, Aead aead, SecretKey secret) {}

    AccountParts(
            Database database,
            Keys keys,
            TokenVerifier verifier,
            CodeDispatch dispatch,
            Inbox inbox,
            RateLimits limits,
            WaggleConfig config,
            Clock clock,
            Events events) {
        this.database = database;
        this.clock = clock;
        tokenLifetime = config.session()
                .accessTokenLifetime()
                .plus(config.token().clockSkew().multipliedBy(2));
        IdentifierSeal seal = new IdentifierSeal(keys.secret(), keys.aead());
        changes = new AccountChanges(clock);
        Accounts accounts = new Accounts(seal, clock);
        Devices devices = new Devices(changes, config.inbox().devicesPerAccount(), clock);
        sessions = new Sessions(changes, config.session().lifetime(), clock);
        Blocks blocks = new Blocks(changes, clock);
        Privacy privacy = new Privacy(changes);
        policies = new Policies(database, blocks, privacy);
        links = new DeviceLinks(clock);
        verifications = new Verifications(seal, keys.secret(), config.verification(), config.limits(), clock);
        SignedInDevices signedIn = new SignedInDevices(devices, sessions);
        codes = new AuthorizationCodes(seal, clock);
        ExternalIdentities identities = new ExternalIdentities(accounts, keys.secret(), clock);
        Bots bots = new Bots(clock);
        Optional<Federation> federation = federation(config, keys.secret(), identities);
        writes = new IdempotentWrites(database, keys.secret(), keys.aead(), clock);
        AuthorizationServer authorization = new AuthorizationServer(
                config.apiUrl(),
                keys.signing(),
                new TokenMinter(keys.signing(), config.token(), clock, verifier),
                verifier,
                config.session().accessTokenLifetime(),
                new AuthorizationServer.Domains(
                        database, writes, accounts, devices, sessions, signedIn, verifications, links, bots),
                federation,
                events);
        CodeRequests codeRequests = new CodeRequests(writes, verifications, dispatch, limits);
        AccountLifecycle lifecycle = new AccountLifecycle(
                new AccountLifecycle.Domains(
                        database,
                        accounts,
                        devices,
                        sessions,
                        endedSessions,
                        blocks,
                        bots,
                        AccountLifecycle.deletions(accounts, verifications, links, blocks)),
                clock,
                events);
        lastSeen = new LastSeen(database, clock, events);
        ApiServer.People people = people(keys, accounts, privacy, limits);
        automation = new BotParts(
                database,
                new BotParts.Domains(bots, accounts, devices, sessions, endedSessions, people.profiles(), changes),
                new BotParts.Messages(inbox, policies, limits),
                keys.aead(),
                config.bots(),
                clock,
                events);
        sections = Stream.of(
                        AccountSections.of(database, accounts),
                        AccountSections.of(database, devices, sessions, links),
                        List.of(
                                AccountSections.of(database, blocks),
                                AccountSections.of(database, accounts, verifications),
                                PeopleSections.of(database, people.profiles()),
                                PeopleSections.of(database, privacy),
                                PeopleSections.of(database, identities),
                                new GroupSection(inbox),
                                new InboxSection(inbox)),
                        PeopleSections.of(database, people.contacts(), people.addressBook()),
                        automation.sections())
                .flatMap(List::stream)
                .toList();
        api = new ApiServer.Domains(
                database,
                writes,
                verifier,
                endedSessions,
                codeRequests,
                authorization,
                devices,
                signedIn,
                links,
                blocks,
                people,
                new ApiServer.WholeAccounts(
                        lifecycle,
                        new AccountExport(sections, clock, events),
                        new OperatorTokens(keys.signing(), config.token().clockSkew(), clock)),
                inbox,
                Relays.open(config.turn(), keys.secret(), clock),
                automation.api(),
                limits);
        addDiscoveryKeys(accounts);
        loadEndedSessions();
        policies.load();
    }

    private ApiServer.People people(Keys keys, Accounts accounts, Privacy privacy, RateLimits limits) {
        Discovery discovery = new Discovery(keys.secret());
        Contacts contacts = new Contacts(accounts, privacy, changes, discovery, keys.aead(), clock);
        AddressBook.Allowance allowance =
                (account, entries) -> limits.take(RateLimit.CONTACT_HASHES, new LimitKey.Account(account), entries);
        return new ApiServer.People(
                accounts,
                new Profiles(),
                new AvatarMaker(),
                privacy,
                contacts,
                new AddressBook(discovery, contacts, allowance),
                discovery);
    }

    /** What a version that did not know of discovery has left behind; at other starts there is none. */
    private void addDiscoveryKeys(Accounts accounts) {
        int done;
        do {
            done = database.writeSoon(handle -> accounts.addDiscoveryKeys(handle, AT_ONCE));
        } while (done == AT_ONCE);
    }

    private Optional<Federation> federation(WaggleConfig config, SecretKey secret, ExternalIdentities identities) {
        OidcConfig oidc = config.oidc();
        if (oidc.issuer().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> clientSecret =
                oidc.clientSecretFile().map(file -> SecretFile.password(file, OidcConfig.CLIENT_SECRET_FILE_KEY));
        URI callback = config.apiUrl().resolve(AuthorizationServer.CALLBACK_PATH);
        return Optional.of(new Federation(
                new OpenIdProvider(oidc, clientSecret, callback, clock),
                new RedirectUris(oidc.redirectUris()),
                new Logins(secret, clock),
                codes,
                identities));
    }

    private void loadEndedSessions() {
        Instant since = clock.instant().minus(tokenLifetime);
        database.read(handle -> sessions.endedSince(handle, since))
                .forEach(ended -> endedSessions.add(ended.session(), ended.at()));
    }

    AccountChanges changes() {
        return changes;
    }

    EndedSessions endedSessions() {
        return endedSessions;
    }

    Policies policies() {
        return policies;
    }

    /** Notes who comes and goes. */
    LastSeen lastSeen() {
        return lastSeen;
    }

    /** What has to do with bots. */
    BotParts bots() {
        return automation;
    }

    /** What an account's export consists of. */
    List<ExportSection> sections() {
        return sections;
    }

    /** What the API is an API of. */
    ApiServer.Domains api() {
        return api;
    }

    /** Removes what is of no use any more. @throws RuntimeException if the database is not available; the next time does it */
    void tidy() {
        Instant now = clock.instant();
        endedSessions.forget(now, tokenLifetime);
        database.writeSoon(handle -> sessions.forget(handle, now.minus(tokenLifetime))
                + verifications.forget(handle)
                + links.forget(handle)
                + codes.forget(handle)
                + writes.forget(handle));
    }
}
