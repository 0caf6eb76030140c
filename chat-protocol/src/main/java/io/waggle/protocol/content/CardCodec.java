package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.content.wire.Wire;
import java.util.Optional;

/** Contact cards and polls. */
final class CardCodec {

    private CardCodec() {}

    static ContactCard contactCard(Wire.ContactCard wire) {
        Optional<AccountId> account =
                wire.getAccount().isEmpty() ? Optional.empty() : Optional.of(RefCodec.account(wire.getAccount()));
        return new ContactCard(wire.getName(), account, wire.getVcard());
    }

    static Poll poll(Wire.Poll wire) {
        return new Poll(wire.getQuestion(), wire.getOptionsList(), wire.getMostChoices());
    }

    static Wire.ContactCard wire(ContactCard card) {
        return Wire.ContactCard.newBuilder()
                .setName(card.name())
                .setAccount(card.account().map(AccountId::value).orElse(""))
                .setVcard(card.vcard())
                .build();
    }

    static Wire.Poll wire(Poll poll) {
        return Wire.Poll.newBuilder()
                .setQuestion(poll.question())
                .addAllOptions(poll.options())
                .setMostChoices(poll.mostChoices())
                .build();
    }
}
