package io.waggle.broker.account;

import java.util.Optional;

/**
 * What a person signs up with and is found by: a phone number or an e-mail address, in the one form that it has here, so that
 * two spellings of it are equal. Personal: {@code toString} shows nothing of it, and nothing else may log it.
 */
public sealed interface Identifier permits PhoneNumber, EmailAddress {

    /** Which kind; the closed vocabulary of columns and metrics. */
    Kind kind();

    /** The normal form, for the person and for whoever carries a code to them. */
    String value();

    /** The identifier of a kind that the text stands for; nothing if it stands for none. */
    static Optional<? extends Identifier> parse(Kind kind, String text) {
        return kind == Kind.PHONE ? PhoneNumber.parse(text) : EmailAddress.parse(text);
    }

    /** The kinds there are. */
    enum Kind {
        PHONE,
        EMAIL
    }
}
