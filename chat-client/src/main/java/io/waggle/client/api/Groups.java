package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupLink;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import okhttp3.HttpUrl;
import okio.ByteString;

/** Pictures of groups, and what their links lead to. Everything else of groups goes through the {@code WaggleClient}. For any thread. */
public final class Groups {

    private final Calls calls;
    private final TokenProvider tokens;

    Groups(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * What a link leads to.
     *
     * @param members how many there are
     * @param approval whether an admin lets in who has joined by the link
     * @param picture a JPEG
     */
    public record Preview(
            ConversationId group,
            String name,
            Optional<String> description,
            long members,
            boolean approval,
            Optional<ByteString> picture) {

        static Preview of(JsonObject object) throws IOException {
            UUID id = UUID.fromString(Members.requireText(object, "group_id"));
            return new Preview(
                    new ConversationId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                    Members.requireText(object, "name"),
                    Members.text(object, "description"),
                    Members.requireNumber(object, "members"),
                    Members.requireFlag(object, "approval"),
                    Members.text(object, "picture").map(ByteString::decodeBase64));
        }
    }

    /**
     * Sets the picture of a group, for whoever may edit it: the same files as one's own, {@link Profiles#setAvatar}. The members hear of it
     * by an event in the group.
     *
     * @throws ApiException with the status 403 if only admins may, 404 for who is not in it; with a detail that says what is wrong with a
     *     picture that is not taken
     */
    public void setPicture(ConversationId group, ByteString picture) throws IOException {
        var unused = calls.call(calls.request(pictureOf(group), tokens)
                .put(Pictures.body(picture))
                .build());
    }

    /** Removes the picture of a group, for whoever may edit it. */
    public void removePicture(ConversationId group) throws IOException {
        var unused = calls.call(calls.request(pictureOf(group), tokens).delete().build());
    }

    /** The picture of a group that the person is in, is invited to, or has asked to join, a JPEG; nothing if there is none to be seen. */
    public Optional<ByteString> picture(ConversationId group) throws IOException {
        return Pictures.get(calls, calls.request(pictureOf(group), tokens));
    }

    /**
     * What a link leads to, before one joins by {@code GroupChange.Join}. Nobody hears of it.
     *
     * @throws ApiException with the status 404 if it leads nowhere, or no more
     */
    public Preview preview(GroupLink link) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("link", link.text());
        JsonObject answer = calls.call(
                        calls.request(calls.url("v1", "group-previews").build(), tokens)
                                .post(Calls.json(body))
                                .build())
                .object();
        return Members.read(answer, "group_id", Preview::of);
    }

    private HttpUrl pictureOf(ConversationId group) {
        return calls.url("v1", "groups", group.toString(), "picture").build();
    }
}
