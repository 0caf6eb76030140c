package io.waggle.loadtest.scenario;

import java.util.Locale;

/** Whom a message is for, where the system has groups. */
public enum Addressing {

    /** It names its recipients. */
    NAMED,

    /** Its sender has made a group of them, and it names the group. */
    GROUP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
