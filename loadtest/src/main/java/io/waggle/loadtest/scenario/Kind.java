package io.waggle.loadtest.scenario;

import java.util.Locale;

/** What a run does. */
public enum Kind {

    /** Everybody connects, and messages flow at a rate. */
    TRAFFIC,

    /** Inboxes are filled while their devices are away; then all connect at once and drain them. */
    DRAIN,

    /** Everybody is connected; then every connection breaks, and all come back. */
    STORM,

    /** Devices connect and leave at once, over and over. */
    CONNECT,

    /** Everybody connects and does nothing. */
    IDLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
