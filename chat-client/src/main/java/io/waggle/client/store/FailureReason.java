package io.waggle.client.store;

/** Why a message failed. */
public enum FailureReason {
    /** A recipient account does not exist. */
    UNKNOWN_ACCOUNT(1, false, Remedy.LEAVE_OUT),
    /** No recipient had room for it, until its lifetime ended. */
    RECIPIENT_FULL(2, false, Remedy.RETRY),
    /** The devices of its recipients changed at every attempt, until there were too many. */
    DEVICES_KEEP_CHANGING(3, false, Remedy.RETRY),
    /** The server cannot read it. */
    MALFORMED(4, false, Remedy.REPORT),
    /** With its recipients it is larger than the server allows. */
    TOO_LARGE(5, false, Remedy.SHORTEN),
    /** It was sent, and every recipient device said that it cannot process it. */
    REJECTED(6, true, Remedy.ASK_TO_UPDATE),
    /** It was sent, and the recipient devices were removed before they had it. */
    DEVICE_REMOVED(7, true, Remedy.SEND_ANEW),
    /**
     * The server did not decide it for so long that it may have forgotten an earlier attempt. It may have arrived; to send
     * it again takes a new message.
     */
    UNDECIDED(8, false, Remedy.ASK_BEFORE_SENDING_ANEW),
    /** No recipient takes messages from this account; whether it is blocked, or no contact, nobody is told. */
    RECIPIENT_REFUSES(9, false, Remedy.REACH_OTHERWISE),
    /** There is no such group, or this account is not in it (any more). */
    NOT_IN_GROUP(10, false, Remedy.ASK_ADMIN),
    /** This account may not write to the group now. */
    MAY_NOT_WRITE(11, false, Remedy.ASK_ADMIN),

    /** The group would have more members than it may. */
    GROUP_FULL(12, false, Remedy.ASK_ADMIN),

    /** There is a group of this id already. */
    GROUP_EXISTS(13, false, Remedy.SEND_ANEW),

    /** The link does not lead into the group, or no more. */
    LINK_INVALID(14, false, Remedy.ASK_FOR_LINK),

    /** An account is in as many groups as it may be. */
    TOO_MANY_GROUPS(15, false, Remedy.LEAVE_A_GROUP),

    /** The group changed in the meantime, so that this account may not do it any more. */
    GROUP_CHANGED(16, false, Remedy.RETRY);

    private final int code;
    private final boolean afterAcceptance;
    private final Remedy remedy;

    FailureReason(int code, boolean afterAcceptance, Remedy remedy) {
        this.code = code;
        this.afterAcceptance = afterAcceptance;
        this.remedy = remedy;
    }

    /** What a person can do about it. */
    public Remedy remedy() {
        return remedy;
    }

    /** Whether the server had accepted the message before it failed. */
    public boolean isAfterAcceptance() {
        return afterAcceptance;
    }

    /** Whether the message may be sent again under its id. */
    public boolean isWorthRetrying() {
        return !afterAcceptance && this != UNDECIDED;
    }

    /** How the schema writes it. Never reused. */
    int code() {
        return code;
    }

    static FailureReason fromCode(long code) {
        for (FailureReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new StoreException("not the code of a failure reason: " + code);
    }
}
