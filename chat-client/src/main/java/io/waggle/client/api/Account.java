package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;
import okio.BufferedSink;

/** The account of a person, as a whole. For any thread. */
public final class Account {

    private final Calls calls;
    private final TokenProvider tokens;

    Account(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /** What a person is found by. */
    public record Identifier(Kind kind, String value, Instant verifiedAt) {

        /** Which kind. */
        public enum Kind {
            PHONE,
            EMAIL
        }

        static Identifier of(JsonObject object) throws IOException {
            return new Identifier(
                    Members.read(
                            object,
                            "kind",
                            kind -> Kind.valueOf(
                                    Members.requireText(kind, "kind").toUpperCase(Locale.ROOT))),
                    Members.requireText(object, "value"),
                    Members.requireTime(object, "verified_at"));
        }

        @Override
        public String toString() {
            return "Identifier[" + kind + "]";
        }
    }

    /** The account. */
    public record State(AccountId account, Instant createdAt, List<Identifier> identifiers) {}

    /** The account as it is now. */
    public State get() throws IOException {
        JsonObject answer =
                calls.call(calls.request(url().build(), tokens).build()).object();
        return Members.read(
                answer,
                "account_id",
                object -> new State(
                        new AccountId(Members.requireText(object, "account_id")),
                        Members.requireTime(object, "created_at"),
                        Members.requireList(object, "identifiers", Identifier::of)));
    }

    /**
     * Writes everything that the server has about the person, as JSON. May take long, and be long: it is written as it comes.
     *
     * @throws IOException if the server could not finish; what has been written is then only the beginning
     */
    public void export(BufferedSink to) throws IOException {
        calls.download(
                calls.request(url().addPathSegment("export").build(), tokens).build(), to);
    }

    /**
     * Deletes the account with everything that is its own, for good.
     *
     * @param account the account's own id, so that no mistake does it
     */
    public void delete(AccountId account) throws IOException {
        HttpUrl url = url().addQueryParameter("confirm", account.value()).build();
        try {
            var unused = calls.call(calls.request(url, tokens).delete().build());
        } catch (ApiException e) {
            // Where the answer to the first attempt was lost, no token is good any more.
            if (e.status() != 401 || !e.followsLostAnswer()) {
                throw e;
            }
        }
    }

    private HttpUrl.Builder url() {
        return calls.url("v1", "account");
    }
}
