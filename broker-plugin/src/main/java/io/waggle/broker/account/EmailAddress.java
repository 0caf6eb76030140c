package io.waggle.broker.account;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address: {@code Dot-string@Domain} of RFC 5321, section 4.1.2. Quoted local parts and address literals are not
 * taken: no provider gives them to people, and every header injection needs them.
 *
 * @param value in lower case, an international domain in its ASCII form (RFC 3490); at most 254 characters. That the local
 *     part is in lower case too goes against section 2.4 of the RFC and with every provider: two people must not get
 *     accounts whose addresses look alike
 */
public record EmailAddress(String value) implements Identifier {

    private static final int MAX_LENGTH = 254;
    private static final Pattern SYNTAX =
            Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MAX_LOCAL_LENGTH = 64;

    /**
     * What RFC 3490, which the JDK has, turns into another domain than RFC 5891, which registries and mail servers have by now:
     * sharp s, final sigma and the joiners. Whoever has such a domain can write its ASCII form.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");

    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7E]+");

    /** Takes what {@link #parse} makes. @throws IllegalArgumentException if it is not an address, without the value */
    public EmailAddress {
        if (value.length() > MAX_LENGTH || !SYNTAX.matcher(value).matches() || value.indexOf('@') > MAX_LOCAL_LENGTH) {
            throw new IllegalArgumentException("not an e-mail address");
        }
    }

    /** The address that a text stands for, its case aside; nothing if it stands for none. */
    public static Optional<EmailAddress> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        String domain = text.substring(at + 1);
        if (!ASCII.matcher(local).matches() || AMBIGUOUS.matcher(domain).find()) {
            return Optional.empty();
        }
        try {
            String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
            return Optional.of(new EmailAddress((local + "@" + ascii).toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Kind kind() {
        return Kind.EMAIL;
    }

    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }
}
