package io.waggle.broker.contact;

import io.waggle.protocol.AccountId;
import org.jdbi.v3.core.Handle;

/**
 * What people are to each other, as SQL has it, in one place: conditions on a person and another, each named by a column or a
 * parameter. They look at one row of an index each, for both.
 */
public final class Relations {

    private Relations() {}

    /** The person has blocked the other. */
    public static String blocked(String person, String other) {
        return "EXISTS (SELECT 1 FROM account_block bl WHERE bl.account_id = " + person + " AND bl.blocked_id = "
                + other + ")";
    }

    /** The person has added the other, or has the other's number or e-mail address in the address book. */
    public static String known(String person, String other) {
        return "(EXISTS (SELECT 1 FROM contact co WHERE co.account_id = " + person + " AND co.contact_id = " + other
                + ") OR EXISTS (SELECT 1 FROM identifier oi JOIN address_book ab ON ab.discovery_key = oi.discovery_key"
                + " WHERE oi.account_id = " + other + " AND ab.account_id = " + person + "))";
    }

    /** The person lets the other find them by their number or e-mail address. */
    static String discoverable(String person, String by) {
        String setting = "COALESCE((SELECT pr.discoverable FROM privacy pr WHERE pr.account_id = " + person + "), '"
                + PrivacySettings.DEFAULT.discoverable() + "')";
        return "(NOT " + blocked(person, by) + " AND (" + setting + " = '" + Discoverable.EVERYONE + "' OR (" + setting
                + " = '" + Discoverable.MUTUAL + "' AND " + known(person, by) + ")))";
    }

    /** What the other is to the person, who are two. */
    static Relation of(Handle handle, AccountId person, AccountId other) {
        return handle.createQuery("SELECT " + blocked(":person", ":other") + " AS is_blocked, "
                        + known(":person", ":other") + " AS is_known")
                .bind("person", person.value())
                .bind("other", other.value())
                .map((row, context) -> Relation.of(row.getBoolean("is_blocked"), row.getBoolean("is_known")))
                .one();
    }
}
