package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionAttributeStore;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import java.time.Instant;
import java.util.Optional;

/** What is remembered with a connection by the host: the only thing its callbacks for one connection have in common. */
final class ConnectionAttributes {

    private static final String NUMBER = "waggle.number";
    private static final String TOKEN_EXPIRES_AT = "waggle.token-expires-at";

    private final ConnectionAttributeStore store;

    private ConnectionAttributes(ConnectionAttributeStore store) {
        this.store = store;
    }

    static ConnectionAttributes of(ConnectionInformation connection) {
        return new ConnectionAttributes(connection.getConnectionAttributeStore());
    }

    void number(String number) {
        store.putAsString(NUMBER, number);
    }

    Optional<String> number() {
        return store.getAsString(NUMBER);
    }

    void tokenExpiresAt(Instant end) {
        store.putAsString(TOKEN_EXPIRES_AT, end.toString());
    }

    Optional<Instant> tokenExpiresAt() {
        return store.getAsString(TOKEN_EXPIRES_AT).map(Instant::parse);
    }
}
