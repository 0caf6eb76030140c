package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.profile.Profiles;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupLink;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What of groups is too large for messages, or for those who are not in them yet: pictures, and what a link leads to. Everything
 * else of groups is messages.
 */
final class GroupRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final PictureUploads pictures;
    private final Inbox inbox;

    GroupRoutes(Exchange exchange, Callers callers, PictureUploads pictures, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.pictures = pictures;
        inbox = domains.inbox();
    }

    private record LinkBody(@Nullable String link) {}

    /** What who has a link may know before joining. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record PreviewView(
            String groupId,
            String name,
            @Nullable String description,
            int members,
            boolean approval,
            @Nullable String picture) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/groups/{group}/picture", this::show);
        routes.put("/v1/groups/{group}/picture", this::set);
        routes.delete("/v1/groups/{group}/picture", this::remove);
        // A link is a secret, which has no place in a path: those are logged.
        routes.post("/v1/group-previews", this::preview);
    }

    private void show(Context context) {
        AccountId caller = callers.require(context).account();
        ConversationId id = group(context);
        if (inbox.group(id).filter(found -> found.role(caller).isPresent()).isEmpty()) {
            throw noSuchGroup();
        }
        GroupPicture picture = inbox.groupPicture(id).orElseThrow(GroupRoutes::noPicture);
        Exchange.answerTagged(context, new EntityTag('"' + picture.id() + '"'), PictureUploads.JPEG, picture.jpeg());
    }

    private void set(Context context) {
        Address caller = callers.require(context);
        ConversationId id = group(context);
        if (inbox.group(id).filter(found -> found.isMember(caller.account())).isEmpty()) {
            throw noSuchGroup(); // before the picture is looked at
        }
        Profiles.Avatar picture = pictures.receive(context, caller.account());
        change(context, caller, id, Optional.of(new GroupPicture("p" + picture.tag(), picture.jpeg())));
    }

    private void remove(Context context) {
        change(context, callers.require(context), group(context), Optional.empty());
    }

    private void change(Context context, Address caller, ConversationId id, Optional<GroupPicture> picture) {
        Result result;
        try {
            result = inbox.setGroupPicture(caller, id, picture).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof InboxUnavailable unavailable ? unavailable : e;
        }
        switch (result) {
            case ACCEPTED -> context.status(204);
            case GROUP_FORBIDS ->
                throw new ProblemException(Problem.of(
                        403,
                        "group-forbids",
                        "The group does not let you do this",
                        "ask an admin of the group: only admins edit it"));
            default -> throw noSuchGroup();
        }
    }

    private void preview(Context context) {
        var unused = callers.require(context);
        GroupLink link = Optional.ofNullable(
                        exchange.body(context, LinkBody.class).link())
                .flatMap(GroupLink::parse)
                .orElseThrow(() -> new ProblemException(Problem.badRequest("link must be a link into a group")));
        Group group = inbox.group(link.group())
                .filter(found -> found.link().filter(link.secret()::matches).isPresent())
                .orElseThrow(GroupRoutes::linkLeadsNowhere);
        exchange.answer(
                context,
                200,
                new PreviewView(
                        group.id().toString(),
                        group.name(),
                        group.description().isEmpty() ? null : group.description(),
                        group.members(),
                        group.settings().approval(),
                        picture(group)));
    }

    private @Nullable String picture(Group group) {
        return inbox.groupPicture(group.id())
                .map(shown -> Base64.getEncoder().encodeToString(shown.jpeg()))
                .orElse(null);
    }

    private static ConversationId group(Context context) {
        try {
            return ConversationId.parse(context.pathParam("group"));
        } catch (IllegalArgumentException e) {
            throw noSuchGroup();
        }
    }

    private static ProblemException noSuchGroup() {
        return new ProblemException(Problem.of(
                404,
                "no-such-group",
                "There is no such group for you",
                "ask for your groups: PROTOCOL.md, GroupQuery"));
    }

    private static ProblemException noPicture() {
        return new ProblemException(
                Problem.of(404, "no-picture", "The group has no picture", "nothing: show the name instead"));
    }

    private static ProblemException linkLeadsNowhere() {
        return new ProblemException(
                Problem.of(404, "no-such-link", "The link leads into no group, or not any more", "ask for a new one"));
    }
}
