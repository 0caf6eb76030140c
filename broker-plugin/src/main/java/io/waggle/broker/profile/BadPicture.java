package io.waggle.broker.profile;

import java.io.Serial;

/** A file is not a picture that becomes an avatar. Thrown for what people send: without a stack trace. */
final class BadPicture extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final AvatarOutcome.Reason reason;

    BadPicture(AvatarOutcome.Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    AvatarOutcome.Reason reason() {
        return reason;
    }
}
