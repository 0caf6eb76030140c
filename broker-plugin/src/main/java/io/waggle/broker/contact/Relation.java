package io.waggle.broker.contact;

/** What somebody is to a person. Not symmetric. */
public enum Relation {
    BLOCKED,
    /** The person has added them, or has their number or e-mail address in the address book. */
    CONTACT,
    STRANGER;

    /** Who is blocked is nothing else. */
    public static Relation of(boolean blocked, boolean known) {
        return blocked ? BLOCKED : known ? CONTACT : STRANGER;
    }
}
