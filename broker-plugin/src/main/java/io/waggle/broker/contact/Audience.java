package io.waggle.broker.contact;

/** Who may see something of a person, or do something with them. Whom the person has blocked, never. */
public enum Audience {
    EVERYONE,
    /** Whom the person has added, or has in the address book. */
    CONTACTS,
    NOBODY;

    /** Whether somebody who stands in that relation to the person is one of them. */
    public boolean admits(Relation relation) {
        return switch (this) {
            case EVERYONE -> relation != Relation.BLOCKED;
            case CONTACTS -> relation == Relation.CONTACT;
            case NOBODY -> false;
        };
    }
}
