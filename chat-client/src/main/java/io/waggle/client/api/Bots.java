package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * The bots of a person: accounts that programs sign in to. What is about a webhook a bot can ask for itself too. For any thread.
 */
public final class Bots {

    private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);

    private final Calls calls;
    private final TokenProvider tokens;

    Bots(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * A bot.
     *
     * @param account its own, which people write to
     * @param name as its profile has it; empty if the bot has taken it away
     * @param suspended whether the operator lets none of its devices in
     */
    public record Bot(AccountId account, Optional<String> name, Instant createdAt, boolean suspended) {

        static Bot of(JsonObject object) throws IOException {
            return new Bot(
                    new AccountId(Members.requireText(object, "account_id")),
                    Members.text(object, "name"),
                    Members.requireTime(object, "created_at"),
                    Members.requireFlag(object, "suspended"));
        }
    }

    /**
     * A bot that was made just now.
     *
     * @param token what it signs in with, which nobody is told again; a secret, which {@code toString} leaves out
     */
    public record Created(AccountId account, String token) {

        @Override
        public String toString() {
            return "Created[" + account + "]";
        }
    }

    /**
     * Where what comes for a bot is posted to, and how that fares.
     *
     * @param state {@code active}, {@code failing}, {@code gone}, {@code suspended}, or what a newer server says
     * @param failures in a row
     * @param lastFailure what the last of them was
     * @param waiting messages
     * @param oldestWaitingAt when the first of them was accepted
     */
    public record Webhook(
            URI url,
            String state,
            long failures,
            Optional<String> lastFailure,
            Optional<Instant> lastSuccessAt,
            long waiting,
            Optional<Instant> oldestWaitingAt) {

        static Webhook of(JsonObject object) throws IOException {
            return new Webhook(
                    URI.create(Members.requireText(object, "url")),
                    Members.requireText(object, "state"),
                    Members.requireNumber(object, "consecutive_failures"),
                    Members.text(object, "last_failure"),
                    Members.time(object, "last_success_at"),
                    Members.requireNumber(object, "waiting_messages"),
                    Members.time(object, "oldest_waiting_at"));
        }
    }

    /** All of them, in the order in which they were made. */
    public List<Bot> list() throws IOException {
        JsonObject answer = calls.call(request(url().build()).build()).object();
        return Members.requireList(answer, "bots", Bot::of);
    }

    /**
     * Makes a bot.
     *
     * @param name 1 to 64 characters, which people see
     */
    public Created create(String name) throws IOException {
        JsonObject answer = calls.call(Calls.keyed(request(url().build()))
                        .post(Calls.json(member("name", name)))
                        .build())
                .object();
        String account = Members.requireText(answer, "account_id");
        String token = Members.requireText(answer, "token");
        return Members.read(answer, "account_id", it -> new Created(new AccountId(account), token));
    }

    /** Calls it something else. */
    public void rename(AccountId bot, String name) throws IOException {
        var unused = calls.call(request(url(bot).build())
                .patch(Calls.json(member("name", name)))
                .build());
    }

    /** Another token in place of the one that it has: whoever is signed in with that one is put out. */
    public String rotateToken(AccountId bot) throws IOException {
        return Members.requireText(
                calls.call(Calls.keyed(request(url(bot).addPathSegment("token").build()))
                                .post(NOTHING)
                                .build())
                        .object(),
                "token");
    }

    /** Deletes the bot with everything that is its own. */
    public void delete(AccountId bot) throws IOException {
        var unused = calls.call(request(url(bot).build()).delete().build());
    }

    /**
     * Has everything that comes for the bot posted there from now on.
     *
     * @return the secret that requests are signed with, if there was no webhook before; nobody is told it again
     */
    public Optional<String> setWebhook(AccountId bot, URI url) throws IOException {
        return Members.text(
                calls.call(request(webhookUrl(bot).build())
                                .put(Calls.json(member("url", url.toString())))
                                .build())
                        .object(),
                "secret");
    }

    /** Where that is, and how it fares. @throws ApiException of the kind {@code no-webhook} if there is none */
    public Webhook webhook(AccountId bot) throws IOException {
        JsonObject answer = calls.call(request(webhookUrl(bot).build()).build()).object();
        return Members.read(answer, "url", Webhook::of);
    }

    /** Another secret. For a day, requests are signed with the one before too. */
    public String rotateWebhookSecret(AccountId bot) throws IOException {
        return Members.requireText(
                calls.call(Calls.keyed(request(
                                        webhookUrl(bot).addPathSegment("secret").build()))
                                .post(NOTHING)
                                .build())
                        .object(),
                "secret");
    }

    /** Has nothing posted any more: what waits is gone. */
    public void removeWebhook(AccountId bot) throws IOException {
        var unused = calls.call(request(webhookUrl(bot).build()).delete().build());
    }

    private static JsonObject member(String name, String value) {
        JsonObject body = new JsonObject();
        body.addProperty(name, value);
        return body;
    }

    private HttpUrl.Builder url() {
        return calls.url("v1", "bots");
    }

    private HttpUrl.Builder url(AccountId bot) {
        return calls.url("v1", "bots", bot.value());
    }

    private HttpUrl.Builder webhookUrl(AccountId bot) {
        return url(bot).addPathSegment("webhook");
    }

    private Request.Builder request(HttpUrl url) throws IOException {
        return calls.request(url, tokens);
    }
}
