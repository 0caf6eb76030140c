package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;
import java.util.Optional;

/**
 * How somebody can be reached: here, or by what stands in a vCard.
 *
 * @param name 1 to {@value ContentLimits#NAME_BYTES} bytes of UTF-8
 * @param account of who has one here
 * @param vcard as RFC 6350 has it, up to {@value ContentLimits#VCARD_BYTES} bytes of UTF-8; empty only where there is an account
 */
public record ContactCard(String name, Optional<AccountId> account, String vcard) implements Shown {

    /** Takes a card within the bounds. @throws IllegalArgumentException if it is not */
    public ContactCard {
        Bounds.text(ContentFault.BAD_CONTACT, "ContactCard.name", name, 1, ContentLimits.NAME_BYTES);
        Bounds.text(ContentFault.BAD_CONTACT, "ContactCard.vcard", vcard, 0, ContentLimits.VCARD_BYTES);
        Bounds.that(
                account.isPresent() || !vcard.isEmpty(),
                ContentFault.BAD_CONTACT,
                "a contact card has an account or a vCard");
    }

    @Override
    public Type type() {
        return Type.CONTACT_CARD;
    }
}
