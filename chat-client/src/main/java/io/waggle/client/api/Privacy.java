package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import java.io.IOException;
import java.util.Locale;
import okhttp3.HttpUrl;

/** Who may what with a person. For any thread. */
public final class Privacy {

    private final Calls calls;
    private final TokenProvider tokens;

    Privacy(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /** Who. */
    public enum Audience {
        /** But not whom the person has blocked. */
        EVERYONE,
        /** Whom the person has added, or has in the address book. */
        CONTACTS,
        NOBODY
    }

    /** What becomes of messages of those who are not among the contacts. */
    public enum Strangers {
        ALLOW,
        /** They come marked as a request. */
        REQUEST,
        REFUSE
    }

    /** Who finds a person by phone number or e-mail address. */
    public enum Discoverable {
        /** Whoever has it in the address book. */
        EVERYONE,
        /** Only those of them whom the person has among the contacts too. */
        MUTUAL,
        NOBODY
    }

    /**
     * The settings.
     *
     * @param readReceipts whether others learn what was read; who shows nobody is shown nothing either
     */
    public record Settings(
            Audience lastSeen,
            Audience photo,
            Audience about,
            Audience addToGroups,
            boolean readReceipts,
            Strangers strangers,
            Discoverable discoverable) {

        static Settings of(JsonObject object) throws IOException {
            return new Settings(
                    read(Audience.class, object, "last_seen"),
                    read(Audience.class, object, "photo"),
                    read(Audience.class, object, "about"),
                    read(Audience.class, object, "add_to_groups"),
                    Members.requireFlag(object, "read_receipts"),
                    read(Strangers.class, object, "strangers"),
                    read(Discoverable.class, object, "discoverable"));
        }

        private static <E extends Enum<E>> E read(Class<E> type, JsonObject object, String name) throws IOException {
            String text = Members.requireText(object, name);
            return Members.read(object, name, ignored -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
        }

        JsonObject json() {
            JsonObject body = new JsonObject();
            body.addProperty("last_seen", text(lastSeen));
            body.addProperty("photo", text(photo));
            body.addProperty("about", text(about));
            body.addProperty("add_to_groups", text(addToGroups));
            body.addProperty("read_receipts", readReceipts);
            body.addProperty("strangers", text(strangers));
            body.addProperty("discoverable", text(discoverable));
            return body;
        }

        private static String text(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    /** One's own, as they are now. */
    public Versioned<Settings> get() throws IOException {
        Calls.Reply reply = calls.call(calls.request(url(), tokens).build());
        return new Versioned<>(Settings.of(reply.object()), reply.version());
    }

    /**
     * Changes one's own. For messages that holds within a second.
     *
     * @param version of {@link #get}: what another device has changed since is not overwritten
     * @throws ApiException of the kind {@code changed} if one has
     */
    public void set(Settings settings, String version) throws IOException {
        var unused = calls.call(calls.request(url(), tokens)
                .header("If-Match", version)
                .patch(Calls.json(settings.json()))
                .build());
    }

    private HttpUrl url() {
        return calls.url("v1", "privacy").build();
    }
}
