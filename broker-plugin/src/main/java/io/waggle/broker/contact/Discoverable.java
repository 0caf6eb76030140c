package io.waggle.broker.contact;

/** Who finds a person by their phone number or e-mail address. Whom the person has blocked, never. */
public enum Discoverable {
    /** Whoever has it in the address book. */
    EVERYONE,
    /** Of those, whom the person has among the contacts too. */
    MUTUAL,
    NOBODY
}
