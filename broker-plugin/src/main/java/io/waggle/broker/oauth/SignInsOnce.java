package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.Work;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import io.waggle.protocol.Address;
import java.util.Optional;
import java.util.UUID;

/**
 * Sign-ins that are done once, also if the client did not hear what came of them and asks again: a code is used up by the first, and a
 * device that was let in is let in once. For any thread.
 */
final class SignInsOnce {

    /** The grant itself, to be given again. */
    private static final Memory<Outcome> GRANTED = new Memory<>() {
        @Override
        public Optional<String> keep(Outcome outcome) {
            return outcome instanceof Outcome.Granted granted
                    ? Optional.of(granted.grant().device().clientId() + " "
                            + granted.grant().session() + " "
                            + granted.grant().refreshToken())
                    : Optional.empty();
        }

        @Override
        public Outcome recall(String kept) {
            String[] parts = kept.split(" ", 3);
            Address device = Address.fromClientId(parts[0])
                    .orElseThrow(() -> new IllegalStateException("a stored grant is of no device"));
            return new Outcome.Again(new Grant(device, UUID.fromString(parts[1]), parts[2]));
        }
    };

    private final Database database;
    private final IdempotentWrites writes;
    private final Sessions sessions;

    SignInsOnce(Database database, IdempotentWrites writes, Sessions sessions) {
        this.database = database;
        this.writes = writes;
        this.sessions = sessions;
    }

    /**
     * Signs a device in, or gives what it was given before.
     *
     * @param parameters whose key says whether it asks again
     * @throws OAuthException if it is not let in, or the session that it was given before has ended
     */
    Grant grant(Parameters parameters, Work<Outcome> decide) {
        Outcome outcome = writes.write(parameters.key(), GRANTED, decide);
        if (outcome instanceof Outcome.Again again && !isOpen(again.grant().session())) {
            throw new OAuthException(OAuth2Error.INVALID_GRANT, "the session has ended: sign in again");
        }
        return outcome.get();
    }

    /** Else whoever has the request could get an access token of a session that nobody remembers to have ended. */
    private boolean isOpen(UUID session) {
        return database.read(handle -> sessions.isOpen(handle, session));
    }
}
