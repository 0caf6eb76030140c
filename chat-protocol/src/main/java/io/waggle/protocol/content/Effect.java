package io.waggle.protocol.content;

/** What receiving a content does. Known of kinds of a later version, too: their numbers tell. */
public enum Effect {
    /** It stands in the conversation as a message of its own. */
    SHOWN,
    /** It changes how another message, a call or the conversation is shown. */
    CHANGE,
    /** It is between the devices of one person, and ignored from anybody else. */
    OWN;

    /**
     * Whether one from somebody else, after the read position, counts as an unread message. (A call does only when it was
     * missed.)
     */
    public boolean countsAsUnread() {
        return this == SHOWN;
    }
}
