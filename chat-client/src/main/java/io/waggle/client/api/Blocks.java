package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Whom the person wants to hear nothing from. For any thread. */
public final class Blocks {

    private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);

    private final Calls calls;
    private final TokenProvider tokens;

    Blocks(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /** An account that is blocked. */
    public record Block(AccountId account, Instant since) {

        static Block of(JsonObject object) throws IOException {
            return new Block(
                    new AccountId(Members.requireText(object, "account_id")),
                    Members.requireTime(object, "blocked_at"));
        }
    }

    /**
     * A page of them, the last that was blocked first.
     *
     * @param cursor {@link Page#next} of the page before; nothing: from the beginning
     * @param most 1 to 200
     */
    public Page<Block> list(Optional<String> cursor, int most) throws IOException {
        HttpUrl.Builder url = calls.url("v1", "blocks").addQueryParameter("limit", Integer.toString(most));
        cursor.ifPresent(place -> url.addQueryParameter("cursor", place));
        JsonObject answer =
                calls.call(calls.request(url.build(), tokens).build()).object();
        return Page.of(answer, "blocks", Block::of);
    }

    /** From now on nothing that the account sends comes here; it is told that the recipient refuses. */
    public void add(AccountId account) throws IOException {
        var unused = calls.call(request(account).put(NOTHING).build());
    }

    /** What the account sends comes again. */
    public void remove(AccountId account) throws IOException {
        try {
            var unused = calls.call(request(account).delete().build());
        } catch (ApiException e) {
            if (!e.kind().equals("not-blocked")) {
                throw e;
            }
        }
    }

    private Request.Builder request(AccountId account) throws IOException {
        return calls.request(calls.url("v1", "blocks", account.value()).build(), tokens);
    }
}
