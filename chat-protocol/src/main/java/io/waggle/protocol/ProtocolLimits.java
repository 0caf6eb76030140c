package io.waggle.protocol;

import java.time.Duration;

/**
 * The bounds of the protocol. A server may be configured to allow less and says so in its {@code Welcome}; none allows
 * more.
 */
public final class ProtocolLimits {

    /** A frame in either direction, bytes. */
    public static final int FRAME_BYTES = 65_536;

    /** Items of a frame on its way up. */
    public static final int FRAME_ITEMS = 256;

    /** The content of one message, bytes: a frame's worth, less room for ids and names. */
    public static final int CONTENT_BYTES = 61_440;

    /** The content of one live event, bytes. */
    public static final int LIVE_CONTENT_BYTES = 1_024;

    /** Accounts that one message or live event may name. */
    public static final int RECIPIENT_ACCOUNTS = 1_024;

    /** Devices of one account that one message may name, wrong ones included. */
    public static final int DEVICES_PER_ACCOUNT = 64;

    /** An {@code InboxReject.reason}, bytes of UTF-8. */
    public static final int REASON_BYTES = 256;

    /** Members of a group; and as many again who are invited or have asked to join. */
    public static final int GROUP_MEMBERS = 1_024;

    /** Accounts that one change of a group may add or remove. */
    public static final int GROUP_CHANGE_ACCOUNTS = 256;

    /** A group's name, bytes of UTF-8. */
    public static final int GROUP_NAME_BYTES = 512;

    /** A group's description, bytes of UTF-8. */
    public static final int GROUP_DESCRIPTION_BYTES = 4_096;

    /** Groups that one query may name. */
    public static final int GROUP_QUERY_GROUPS = 64;

    /** Groups of one account. */
    public static final int GROUPS_PER_ACCOUNT = 1_024;

    /** Accounts whose presence one connection may watch. */
    public static final int PRESENCE_WATCHES = 256;

    /** How long a message may wait at most. */
    public static final Duration EXPIRY = Duration.ofDays(365);

    private ProtocolLimits() {}
}
