package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.database.Database;
import io.waggle.broker.profile.About;
import io.waggle.broker.profile.Profile;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.profile.VisibleProfile;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What whoever calls shows of themselves, and what they see of others. */
final class ProfileRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final OwnAccount own;
    private final Profiles profiles;
    private final PictureUploads pictures;

    ProfileRoutes(Exchange exchange, Callers callers, PictureUploads pictures, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.pictures = pictures;
        database = domains.database();
        own = new OwnAccount(database, domains.people().accounts());
        profiles = domains.people().profiles();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ProfileView(
            String accountId,
            @Nullable String name,
            @Nullable String about,
            @Nullable AvatarView avatar) {}

    /** What somebody sees of a person. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PersonView(
            String accountId,
            @Nullable String name,
            @Nullable String about,
            @Nullable AvatarView avatar,
            @Nullable Instant lastSeenAt) {

        static PersonView of(VisibleProfile profile) {
            return new PersonView(
                    profile.account().value(),
                    profile.name().map(PersonName::value).orElse(null),
                    profile.about().map(About::value).orElse(null),
                    AvatarView.of(profile.account(), profile.avatar()),
                    profile.lastSeenAt().orElse(null));
        }
    }

    /**
     * Where a picture is.
     *
     * @param tag changes with it
     */
    private record AvatarView(String tag, String path) {

        static @Nullable AvatarView of(AccountId account, Optional<String> tag) {
            return tag.map(it -> new AvatarView(it, "/v1/accounts/" + account.value() + "/avatar"))
                    .orElse(null);
        }
    }

    private record ProfilePatch(
            @Nullable JsonNode name, @Nullable JsonNode about) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/profile", this::show);
        routes.patch("/v1/profile", this::change);
        routes.get(
                "/v1/profile/avatar",
                context -> answerAvatar(context, callers.require(context).account()));
        routes.put("/v1/profile/avatar", this::setAvatar);
        routes.delete("/v1/profile/avatar", this::removeAvatar);
        routes.get("/v1/accounts/{account}", this::showOther);
        routes.get("/v1/accounts/{account}/avatar", context -> answerAvatar(context, account(context)));
    }

    private void show(Context context) {
        AccountId caller = callers.require(context).account();
        exchange.answerTagged(context, view(caller, database.read(handle -> profiles.get(handle, caller))));
    }

    private static ProfileView view(AccountId account, Profile profile) {
        return new ProfileView(
                account.value(),
                profile.name().map(PersonName::value).orElse(null),
                profile.about().map(About::value).orElse(null),
                AvatarView.of(account, profile.avatar()));
    }

    private void change(Context context) {
        AccountId caller = callers.require(context).account();
        ProfilePatch patch = exchange.body(context, ProfilePatch.class);
        boolean unused = own.write(caller, handle -> {
            Profile before = profiles.get(handle, caller);
            exchange.requireMatch(context, view(caller, before));
            profiles.set(
                    handle,
                    caller,
                    Patch.text(
                            patch.name(),
                            before.name(),
                            PersonName::parse,
                            "name must be one line of 1 to " + PersonName.MAX_LENGTH + " characters, or null"),
                    Patch.text(
                            patch.about(),
                            before.about(),
                            About::parse,
                            "about must be one line of 1 to " + About.MAX_LENGTH + " characters, or null"));
            return true;
        });
        context.status(204);
    }

    private void setAvatar(Context context) {
        AccountId caller = callers.require(context).account();
        Profiles.Avatar avatar = pictures.receive(context, caller);
        boolean unused = own.write(caller, handle -> {
            profiles.setAvatar(handle, caller, avatar);
            return true;
        });
        context.status(204);
    }

    private void removeAvatar(Context context) {
        AccountId caller = callers.require(context).account();
        boolean removed = own.write(caller, handle -> profiles.removeAvatar(handle, caller));
        if (!removed) {
            throw noAvatar();
        }
        context.status(204);
    }

    private void answerAvatar(Context context, AccountId account) {
        AccountId caller = callers.require(context).account();
        Profiles.Avatar avatar = database.read(handle -> profiles.avatar(handle, caller, account))
                .orElseThrow(ProfileRoutes::noAvatar);
        Exchange.answerTagged(context, new EntityTag('"' + avatar.tag() + '"'), PictureUploads.JPEG, avatar.jpeg());
    }

    private void showOther(Context context) {
        AccountId caller = callers.require(context).account();
        AccountId account = account(context);
        VisibleProfile profile = database.read(handle -> profiles.visible(handle, caller, account))
                .orElseThrow(ProfileRoutes::noSuchAccount);
        exchange.answerTagged(context, PersonView.of(profile));
    }

    private static AccountId account(Context context) {
        String id = context.pathParam("account");
        if (!AccountId.isValid(id)) {
            throw noSuchAccount();
        }
        return new AccountId(id);
    }

    static ProblemException noSuchAccount() {
        return new ProblemException(
                Problem.of(404, "no-such-account", "There is no such account", "see GET /v1/contacts"));
    }

    private static ProblemException noAvatar() {
        return new ProblemException(
                Problem.of(404, "no-avatar", "There is no picture to see", "nothing: show the name instead"));
    }
}
