package io.waggle.protocol.content;

import java.io.Serial;

/**
 * How a value says that it cannot be made. To a caller it is an {@link IllegalArgumentException}; a codec makes it a {@link
 * DecodedContent.Malformed}, so that each bound is said once, in the value that has it.
 */
final class OutOfBounds extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ContentFault fault;

    OutOfBounds(ContentFault fault, String detail) {
        super(detail);
        this.fault = fault;
    }

    DecodedContent.Malformed toValue() {
        return new DecodedContent.Malformed(fault, String.valueOf(getMessage()));
    }
}
