package io.waggle.broker.account;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A phone number.
 *
 * @param value as E.164 (ITU-T) has it: {@code +}, the country code and the number, at most 15 digits
 */
public record PhoneNumber(String value) implements Identifier {

    /** Longer than any spelling of a number: what is longer is not looked at. */
    private static final int MAX_LENGTH = 64;

    private static final String NO_REGION = "ZZ";

    /**
     * A plus sign, digits and what people put between them. The library takes more: it looks for a number in any text, reads
     * letters as on a keypad, and knows URIs.
     */
    private static final Pattern SYNTAX = Pattern.compile("[\\p{Zs}]*[+\\uFF0B][\\p{Nd}\\p{Zs}\\p{Pd}()./]+");

    /** Nobody is called there, and whoever sends there pays: the codes would be asked for by whom they earn money. */
    private static final Set<PhoneNumberType> NOBODYS = EnumSet.of(
            PhoneNumberType.PREMIUM_RATE,
            PhoneNumberType.SHARED_COST,
            PhoneNumberType.TOLL_FREE,
            PhoneNumberType.UAN,
            PhoneNumberType.VOICEMAIL);

    /** Takes what {@link #parse} makes. @throws IllegalArgumentException if it is not E.164, without the value */
    public PhoneNumber {
        if (!value.matches("\\+[1-9][0-9]{4,14}")) {
            throw new IllegalArgumentException("not a phone number as E.164 has it");
        }
    }

    /**
     * The number that a text stands for: international, with its country code; spaces, hyphens, dots, slashes and brackets
     * may be in it. Nothing if it is not a number that its country's numbering plan has for people: none of a paid service.
     */
    public static Optional<PhoneNumber> parse(String text) {
        if (text.length() > MAX_LENGTH || !SYNTAX.matcher(text).matches()) {
            return Optional.empty();
        }
        PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
        try {
            var number = plans.parse(text, NO_REGION);
            return plans.isValidNumber(number) && !NOBODYS.contains(plans.getNumberType(number))
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
