package io.waggle.broker.account;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;

/**
 * A phone number.
 *
 * @param value as E.164 (ITU-T) has it: {@code +}, the country code and the number, at most 15 digits
 */
public record PhoneNumber(String value) implements Identifier {

    /** Longer than any spelling of a number: what is longer is not looked at. */
    private static final int MAX_LENGTH = 64;

    private static final String NO_REGION = "ZZ";

    /** Takes what {@link #parse} makes. @throws IllegalArgumentException if it is not E.164, without the value */
    public PhoneNumber {
        if (!value.matches("\\+[1-9][0-9]{4,14}")) {
            throw new IllegalArgumentException("not a phone number as E.164 has it");
        }
    }

    /**
     * The number that a text stands for: international, with its country code; spaces, hyphens and brackets may be in it.
     * Nothing if it is not a number that its country's numbering plan has.
     */
    public static Optional<PhoneNumber> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
        try {
            var number = plans.parse(text, NO_REGION);
            return plans.isValidNumber(number) && !number.hasExtension()
                    ? Optional.of(new PhoneNumber(plans.format(number, PhoneNumberFormat.E164)))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public Kind kind() {
        return Kind.PHONE;
    }

    @Override
    public String toString() {
        return "PhoneNumber[hidden]";
    }
}
