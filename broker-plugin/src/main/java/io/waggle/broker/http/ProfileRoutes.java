package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.database.Database;
import io.waggle.broker.profile.About;
import io.waggle.broker.profile.AvatarMaker;
import io.waggle.broker.profile.AvatarOutcome;
import io.waggle.broker.profile.Profile;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.profile.VisibleProfile;
import io.waggle.protocol.AccountId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What whoever calls shows of themselves, and what they see of others. */
final class ProfileRoutes implements Routes {

    private static final String JPEG = "image/jpeg";

    /** Pictures that are read at once, so that slow ones do not take every thread. */
    private static final int MAX_UPLOADS = 8;

    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(30);

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final OwnAccount own;
    private final Profiles profiles;
    private final AvatarMaker avatars;
    private final RequestLimits limits;
    private final Semaphore uploads = new Semaphore(MAX_UPLOADS);

    ProfileRoutes(Exchange exchange, Callers callers, RequestLimits limits, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.limits = limits;
        database = domains.database();
        own = new OwnAccount(database, domains.people().accounts());
        profiles = domains.people().profiles();
        avatars = domains.people().avatars();
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
        limits.take(RateLimit.AVATAR_UPLOADS, RequestLimits.of(caller));
        AvatarOutcome outcome = avatars.make(upload(context));
        if (outcome instanceof AvatarOutcome.Refused refused) {
            throw new ProblemException(problem(refused.reason()));
        } else if (outcome instanceof AvatarOutcome.Made made) {
            boolean unused = own.write(caller, handle -> {
                profiles.setAvatar(handle, caller, made.avatar());
                return true;
            });
            context.status(204);
        } else {
            throw new ProblemException(Problem.unavailable("too many pictures come at once"));
        }
    }

    private static Problem problem(AvatarOutcome.Reason reason) {
        return switch (reason) {
            case NEITHER_JPEG_NOR_PNG -> Problem.unsupportedMediaType("a JPEG or a PNG");
            case BROKEN -> refused("the picture is cut off or damaged: save it again");
            case UNUSUAL -> refused("the picture is of a rare kind: save it as a JPEG or PNG with red, green and blue");
            case TOO_MANY_PIXELS -> refused("the picture has too many pixels: make it smaller, 640 by 640 is enough");
        };
    }

    private static Problem refused(String detail) {
        return Problem.of(422, "picture-refused", "The picture cannot be an avatar", detail);
    }

    private byte[] upload(Context context) {
        if (!uploads.tryAcquire()) {
            throw new ProblemException(Problem.unavailable("too many pictures come at once"));
        }
        try (InputStream in = context.bodyInputStream()) {
            return read(in);
        } catch (IOException e) {
            throw new ProblemException(Problem.badRequest("the body did not come"));
        } finally {
            uploads.release();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        long deadline = System.nanoTime() + UPLOAD_PATIENCE.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[16 * 1024];
        for (int length = in.read(part); length >= 0; length = in.read(part)) {
            if (body.size() + length > AvatarMaker.MAX_FILE) {
                throw new ProblemException(Problem.tooLarge(AvatarMaker.MAX_FILE));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ProblemException(Problem.of(
                        408,
                        "too-slow",
                        "The request comes too slowly",
                        "send it within " + UPLOAD_PATIENCE.toSeconds() + " seconds"));
            }
            body.write(part, 0, length);
        }
        return body.toByteArray();
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
        Exchange.answerTagged(context, new EntityTag('"' + avatar.tag() + '"'), JPEG, avatar.jpeg());
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
