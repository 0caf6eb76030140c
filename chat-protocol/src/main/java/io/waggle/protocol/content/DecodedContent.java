package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.util.Optional;

/** What bytes turned out to be. Whatever they are, they are one of these; another person chose them. */
public sealed interface DecodedContent {

    /** A content that may be used as it is. */
    record Known(Content content) implements DecodedContent {}

    /**
     * A kind of a later version. To be kept, and read again by that version.
     *
     * @param effect if {@link Effect#SHOWN}, "update your app" stands in its place; else nothing is shown
     * @param disappearsAfter as in {@link Content}: it disappears, whatever it is; zero: never
     * @param to as in {@link Content}
     * @param bytes all of it
     */
    record Unknown(Effect effect, Duration disappearsAfter, Optional<AccountId> to, ByteString bytes)
            implements DecodedContent {}

    /**
     * No content of any version.
     *
     * @param detail which field, and what is allowed; never a part of the bytes
     */
    record Malformed(ContentFault fault, String detail) implements DecodedContent {}
}
