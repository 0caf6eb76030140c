package io.waggle.client.store;

/** Where a message is on its way. The tick that a person sees. */
public enum MessageState {
    /** From somebody else: it is here. */
    RECEIVED(1),
    /** Ours: on disk here, not yet decided by the server. */
    QUEUED(2),
    /** Ours: the server has it on disk for its recipients. */
    SENT(3),
    /** Ours: every recipient account has it on at least one device. */
    DELIVERED(4),
    /** Ours: every recipient account has read it. */
    READ(5),
    /** Ours: every recipient account has played it. */
    PLAYED(6),
    /** Ours: it will not arrive, for the reason that stands beside it. */
    FAILED(7),
    /** Ours: its lifetime ended before anybody had it. */
    EXPIRED(8);

    private final int code;

    MessageState(int code) {
        this.code = code;
    }

    /** How the schema writes it. Never reused. */
    int code() {
        return code;
    }

    static MessageState fromCode(long code) {
        for (MessageState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new StoreException("not the code of a message state: " + code);
    }
}
