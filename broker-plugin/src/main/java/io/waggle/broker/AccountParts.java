package io.waggle.broker;

import com.google.crypto.tink.Aead;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Policies;
import io.waggle.broker.database.Database;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.oauth.AuthorizationServer;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenMinter;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeDispatch;
import io.waggle.broker.verification.CodeRequests;
import io.waggle.broker.verification.Verifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The part of the composition that has to do with accounts: what the database is the truth of. */
final class AccountParts {

    private final Database database;
    private final AccountChanges changes;
    private final Sessions sessions;
    private final Verifications verifications;
    private final IdempotentWrites writes;
    private final EndedSessions endedSessions = new EndedSessions();
    private final Duration tokenLifetime;
    private final Clock clock;
    private final DeviceLinks links;
    private final Policies policies;
    private final ApiServer.Domains api;

    /** The keys of the server. */
    record Keys(SigningKeys signing, Aead aead, SecretKey secret) {}

    AccountParts(
            Database database,
            Keys keys,
            TokenVerifier verifier,
            CodeDispatch dispatch,
            RateLimits limits,
            WaggleConfig config,
            Clock clock) {
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
        policies = new Policies(database, blocks);
        links = new DeviceLinks(clock);
        verifications = new Verifications(seal, keys.secret(), config.verification(), config.limits(), clock);
        SignedInDevices signedIn = new SignedInDevices(devices, sessions);
        AuthorizationServer authorization = new AuthorizationServer(
                config.apiUrl(),
                keys.signing(),
                new TokenMinter(keys.signing(), config.token(), clock),
                verifier,
                config.session().accessTokenLifetime(),
                new AuthorizationServer.Domains(database, accounts, devices, sessions, signedIn, verifications, links));
        writes = new IdempotentWrites(database, keys.secret(), keys.aead(), clock);
        CodeRequests codes = new CodeRequests(writes, verifications, dispatch, limits);
        api = new ApiServer.Domains(
                database,
                writes,
                verifier,
                endedSessions,
                codes,
                authorization,
                devices,
                signedIn,
                links,
                blocks,
                limits);
        loadEndedSessions();
        policies.load();
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
                + writes.forget(handle));
    }
}
