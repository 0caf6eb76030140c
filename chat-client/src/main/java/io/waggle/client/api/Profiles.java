package io.waggle.client.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.ByteString;

/** What people show of themselves. For any thread. */
public final class Profiles {

    private final Calls calls;
    private final TokenProvider tokens;

    Profiles(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * What the person who asks sees of a person, themselves included. What is hidden from them is left out like what there is not.
     *
     * @param avatar changes with the picture
     */
    public record Profile(
            AccountId account,
            Optional<String> name,
            Optional<String> about,
            Optional<String> avatar,
            Optional<Instant> lastSeenAt) {

        static Profile of(JsonObject object) throws IOException {
            JsonElement avatar = object.get("avatar");
            return new Profile(
                    new AccountId(Members.requireText(object, "account_id")),
                    Members.text(object, "name"),
                    Members.text(object, "about"),
                    avatar == null || !avatar.isJsonObject()
                            ? Optional.empty()
                            : Members.text(avatar.getAsJsonObject(), "tag"),
                    Members.time(object, "last_seen_at"));
        }
    }

    /** One's own, as it is now. */
    public Versioned<Profile> own() throws IOException {
        Calls.Reply reply = calls.call(request(url("profile")).build());
        return new Versioned<>(Members.read(reply.object(), "account_id", Profile::of), reply.version());
    }

    /**
     * Changes one's own.
     *
     * @param name 1 to 64 characters; nothing takes it away
     * @param about 1 to 140 characters; nothing takes it away
     * @param version of {@link #own}: what somebody has changed since is not overwritten
     * @throws ApiException of the kind {@code changed} if somebody has
     */
    public void change(Optional<String> name, Optional<String> about, String version) throws IOException {
        JsonObject body = new JsonObject();
        put(body, "name", name);
        put(body, "about", about);
        var unused = calls.call(request(url("profile"))
                .header("If-Match", version)
                .patch(Calls.json(body))
                .build());
    }

    private static void put(JsonObject body, String name, Optional<String> value) {
        body.add(name, JsonNull.INSTANCE);
        value.ifPresent(text -> body.addProperty(name, text));
    }

    /**
     * Sets one's own picture: a JPEG or PNG of at most 1 MiB. The server makes one of its own of it, at most 640 pixels a side, without
     * the place, the camera and whatever else is in the file.
     *
     * @throws ApiException with a detail that says what is wrong with it
     */
    public void setAvatar(ByteString picture) throws IOException {
        var unused = calls.call(
                request(url("profile", "avatar")).put(Pictures.body(picture)).build());
    }

    /** Removes one's own picture. */
    public void removeAvatar() throws IOException {
        var unused = calls.call(request(url("profile", "avatar")).delete().build());
    }

    /** What is to be seen of a person. @throws ApiException with the status 404 if there is no such account */
    public Profile of(AccountId account) throws IOException {
        JsonObject answer =
                calls.call(request(url("accounts", account.value())).build()).object();
        return Members.read(answer, "account_id", Profile::of);
    }

    /** The picture of a person, a JPEG; nothing if there is none to be seen. */
    public Optional<ByteString> avatarOf(AccountId account) throws IOException {
        return Pictures.get(calls, request(url("accounts", account.value(), "avatar")));
    }

    private HttpUrl url(String... segments) {
        HttpUrl.Builder url = calls.url("v1");
        for (String segment : segments) {
            url.addPathSegment(segment);
        }
        return url.build();
    }

    private Request.Builder request(HttpUrl url) throws IOException {
        return calls.request(url, tokens);
    }
}
