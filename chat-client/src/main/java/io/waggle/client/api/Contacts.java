package io.waggle.client.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;
import okio.ByteString;

/** Whom a person knows: added by name, or found by the address book. For any thread. */
public final class Contacts {

    /** Entries that one request adds or removes. */
    public static final int ENTRIES_AT_ONCE = 1_000;

    private static final String PURPOSE = "waggle/discovery/v1";

    private final Calls calls;
    private final TokenProvider tokens;

    Contacts(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * Somebody.
     *
     * @param name what the person who asks calls them
     * @param added whether they have been added, rather than being in the address book alone
     * @param entry which entry of the address book they are, as {@link AddressBook#entry} made it
     * @param profile what is to be seen of them
     */
    public record Contact(
            AccountId account,
            Optional<String> name,
            boolean added,
            Optional<String> entry,
            Optional<Profiles.Profile> profile) {

        static Contact of(JsonObject object) throws IOException {
            JsonElement profile = object.get("profile");
            return new Contact(
                    new AccountId(Members.requireText(object, "account_id")),
                    Members.text(object, "name"),
                    Members.requireFlag(object, "added"),
                    Members.text(object, "hash"),
                    profile == null || !profile.isJsonObject()
                            ? Optional.empty()
                            : Optional.of(Profiles.Profile.of(profile.getAsJsonObject())));
        }
    }

    /**
     * A page of them, in the order of their ids.
     *
     * @param cursor {@link Page#next} of the page before; nothing: from the beginning
     * @param most 1 to 200
     */
    public Page<Contact> list(Optional<String> cursor, int most) throws IOException {
        HttpUrl.Builder url = calls.url("v1", "contacts").addQueryParameter("limit", Integer.toString(most));
        cursor.ifPresent(place -> url.addQueryParameter("cursor", place));
        return Page.of(calls.call(request(url.build()).build()).object(), "contacts", Contact::of);
    }

    /**
     * Adds somebody, or calls them something else. Accepts a message request, too.
     *
     * @param name 1 to 64 characters; nothing: as they call themselves
     */
    public void put(AccountId account, Optional<String> name) throws IOException {
        JsonObject body = new JsonObject();
        name.ifPresent(text -> body.addProperty("name", text));
        var unused = calls.call(request(url(account)).put(Calls.json(body)).build());
    }

    /** Removes somebody who was added. Who is in the address book stays a contact. */
    public void remove(AccountId account) throws IOException {
        try {
            var unused = calls.call(request(url(account)).delete().build());
        } catch (ApiException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
    }

    /**
     * How entries of an address book are told to this server, which gets hashes of them alone. Immutable.
     *
     * @param salt the server's own
     * @param entries that it has of this person
     * @param limit how many it may have
     */
    public record AddressBook(ByteString salt, int entries, int limit) {

        /**
         * An entry as the server gets it.
         *
         * @param identifier a phone number as E.164 has it, or an e-mail address in lower case, an international domain in its ASCII
         *     form
         */
        public String entry(String identifier) {
            Buffer text =
                    new Buffer().writeUtf8(PURPOSE).writeByte(0).write(salt).writeUtf8(identifier);
            return text.sha256().base64Url().replace("=", "");
        }
    }

    /** What entries are hashed with. */
    public AddressBook addressBook() throws IOException {
        JsonObject answer = calls.call(request(bookUrl()).build()).object();
        ByteString salt = ByteString.decodeBase64(Members.requireText(answer, "salt"));
        if (salt == null) {
            throw Members.wrong("salt");
        }
        return new AddressBook(
                salt,
                Math.toIntExact(Members.requireNumber(answer, "entries")),
                Math.toIntExact(Members.requireNumber(answer, "limit")));
    }

    /**
     * Adds and removes entries; both together at most {@value #ENTRIES_AT_ONCE}.
     *
     * @param add as {@link AddressBook#entry} makes them
     * @param remove the same
     * @return whom those that were added lead to now; who signs up later comes up in {@link #list}
     * @throws ApiException with the status 429 if too many were added today
     */
    public Map<String, AccountId> change(Collection<String> add, Collection<String> remove) throws IOException {
        JsonObject body = new JsonObject();
        body.add("add", array(add));
        body.add("remove", array(remove));
        JsonObject answer =
                calls.call(request(bookUrl()).post(Calls.json(body)).build()).object();
        Map<String, AccountId> matches = new LinkedHashMap<>();
        for (JsonObject match : Members.requireList(answer, "matches", object -> object)) {
            matches.put(
                    Members.requireText(match, "hash"),
                    Members.read(
                            match, "account_id", object -> new AccountId(Members.requireText(object, "account_id"))));
        }
        return matches;
    }

    /** Removes all entries. */
    public void clearAddressBook() throws IOException {
        var unused = calls.call(request(bookUrl()).delete().build());
    }

    private static JsonArray array(Collection<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private HttpUrl url(AccountId account) {
        return calls.url("v1", "contacts", account.value()).build();
    }

    private HttpUrl bookUrl() {
        return calls.url("v1", "address-book").build();
    }

    private Request.Builder request(HttpUrl url) throws IOException {
        return calls.request(url, tokens);
    }
}
