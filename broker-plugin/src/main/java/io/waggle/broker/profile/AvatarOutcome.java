package io.waggle.broker.profile;

/** What became of a file that is to be an avatar. */
public sealed interface AvatarOutcome {

    /** It is one. */
    record Made(Profiles.Avatar avatar) implements AvatarOutcome {}

    /** It cannot be one. */
    record Refused(Reason reason) implements AvatarOutcome {}

    /** As many as may be are being made. */
    record Busy() implements AvatarOutcome {}

    /** Why a file cannot be an avatar. */
    enum Reason {
        /** It begins like neither a JPEG nor a PNG. */
        NEITHER_JPEG_NOR_PNG,
        /** Cut off, damaged, or no picture behind its first bytes. */
        BROKEN,
        /** A kind of JPEG or PNG that phones and browsers do not make: four colours, arithmetic coding and the like. */
        UNUSUAL,
        TOO_MANY_PIXELS
    }
}
