package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.profile.AvatarMaker;
import io.waggle.broker.profile.AvatarOutcome;
import io.waggle.broker.profile.Profiles;
import io.waggle.protocol.AccountId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Takes pictures in, for people and for groups. For any thread. */
final class PictureUploads {

    static final String JPEG = "image/jpeg";

    /** Pictures that are read at once, so that slow ones do not take every thread. */
    private static final int MAX_UPLOADS = 8;

    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(30);

    private final AvatarMaker avatars;
    private final RequestLimits limits;
    private final Semaphore uploads = new Semaphore(MAX_UPLOADS);

    PictureUploads(AvatarMaker avatars, RequestLimits limits) {
        this.avatars = avatars;
        this.limits = limits;
    }

    /** The picture that the body is, made anew. @throws ProblemException if it is none, or there is no room for it now */
    Profiles.Avatar receive(Context context, AccountId caller) {
        limits.take(RateLimit.AVATAR_UPLOADS, RequestLimits.of(caller));
        AvatarOutcome outcome = avatars.make(upload(context));
        if (outcome instanceof AvatarOutcome.Made made) {
            return made.avatar();
        }
        throw new ProblemException(
                outcome instanceof AvatarOutcome.Refused refused
                        ? problem(refused.reason())
                        : Problem.unavailable("too many pictures come at once"));
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
}
