package io.waggle.protocol.content;

import java.time.Duration;

/** How long clients wait for each other, and how long they show what nobody takes back. */
public final class ContentTimes {

    /** {@link Activity#TYPING} and {@link Activity#RECORDING} are shown so long after they were last said. */
    public static final Duration ACTIVITY_SHOWN = Duration.ofSeconds(6);

    /** Who goes on typing or recording says so again so soon, and not sooner. */
    public static final Duration ACTIVITY_RENEWED = Duration.ofSeconds(4);

    /** Lifetime of the signals of a call that are between devices; so long a call rings. */
    public static final Duration CALL_SIGNAL = Duration.ofMinutes(1);

    /** Lifetime of a {@link LiveLocationUpdate} that has a location. */
    public static final Duration LOCATION_UPDATE = Duration.ofMinutes(2);

    /** How long a change is kept whose message has not come: as long as the server keeps a message at most. */
    public static final Duration CHANGE_KEPT = Duration.ofDays(90);

    private ContentTimes() {}
}
