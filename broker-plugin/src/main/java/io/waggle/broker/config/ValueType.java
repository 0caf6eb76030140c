package io.waggle.broker.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a kind of value is written in the file, read back, and described to someone who wrote it wrongly.
 *
 * @param noun what it is called in a message, for example {@code a size}
 * @param example how one is written; empty where that is obvious
 */
record ValueType<T>(String noun, String example, Reader<T> reader, Writer<T> writer) {

    /** What stands for no path. A file of that name is {@code ./none}. */
    private static final String NONE = "none";

    /** What stands for no limit. */
    private static final String OFF = "off";

    private static final Pattern RATE_SYNTAX = Pattern.compile("([0-9]{1,10})/(.{1,24})");

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]{1,3})");
    private static final Pattern IP_LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern TEXT_SYNTAX = Pattern.compile("[\\x21-\\x7E]{1,128}");

    /** No control, format or private-use characters, no line or paragraph separators, no space at either end. */
    private static final Pattern LINE_SYNTAX = Pattern.compile("(?! )[^\\p{C}\\p{Zl}\\p{Zp}]{1,64}(?<! )");

    private static final Pattern HOST_SYNTAX =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern EMAIL_SYNTAX =
            Pattern.compile("(?=.{3,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
    private static final Pattern WEB_ADDRESS_SYNTAX = Pattern.compile(
            "https?://([A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[\\x21-\\x7E&&[^#?]]*)?");

    private static final String PATH_SYNTAX = "/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*";

    /** Claimed (RFC 8252, section 7.2), loopback (section 7.3) and private-use ones with a dot in the scheme (section 7.1). */
    private static final Pattern REDIRECT_URI_SYNTAX = Pattern.compile("(?=.{1,512}$)("
            + "https://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?(" + PATH_SYNTAX + ")?"
            + "|http://(127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?(" + PATH_SYNTAX + ")?"
            + "|[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+:" + PATH_SYNTAX + ")");

    private static final String RELAY_HOST = "([A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";

    /** RFC 7064, section 3.1, and RFC 7065, section 3.1. */
    private static final Pattern RELAY_URI_SYNTAX = Pattern.compile(
            "(?=.{1,255}$)(stuns?:" + RELAY_HOST + "|turns?:" + RELAY_HOST + "(\\?transport=(udp|tcp))?)");

    /** RFC 6749, section 3.3. */
    private static final Pattern SCOPE_SYNTAX = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,128}");

    private static final int MAX_WORDS = 32;

    private static final Pattern DATABASE_URL_SYNTAX =
            Pattern.compile("embedded|jdbc:postgresql:(?!.*(?i:password)=)(?!//[^/]*@)[\\x21-\\x7E]{1,512}");

    private static final Pattern BASE_URL_SYNTAX =
            Pattern.compile("https?://([a-z0-9-]+(\\.[a-z0-9-]+)*|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");

    /** Largest first: a value is written in the largest unit that divides it. */
    private static final List<Map.Entry<String, Long>> SIZE_UNITS = List.of(
            Map.entry("GiB", 1L << 30), Map.entry("MiB", 1L << 20), Map.entry("KiB", 1L << 10), Map.entry("B", 1L));

    private static final List<Map.Entry<String, Long>> DURATION_UNITS = List.of(
            Map.entry("d", 86_400_000L),
            Map.entry("h", 3_600_000L),
            Map.entry("m", 60_000L),
            Map.entry("s", 1_000L),
            Map.entry("ms", 1L));

    static final ValueType<Integer> COUNT =
            new ValueType<>("a whole number", "", ValueType::readCount, value -> Integer.toString(value));
    static final ValueType<Long> SIZE = new ValueType<>(
            "a size", "64KiB", text -> readUnits(text, SIZE_UNITS), bytes -> writeUnits(bytes, SIZE_UNITS));
    static final ValueType<Duration> DURATION = new ValueType<>(
            "a duration",
            "30d, 12h, 5m, 30s or 200ms",
            text -> Duration.ofMillis(readUnits(text, DURATION_UNITS)),
            value -> writeUnits(value.toMillis(), DURATION_UNITS));
    static final ValueType<Path> PATH = new ValueType<>("a path", "", ValueType::readPath, Path::toString);
    static final ValueType<Optional<Path>> OPTIONAL_PATH = new ValueType<>(
            "a path, or none",
            "",
            text -> text.equals(NONE) ? Optional.empty() : Optional.of(readPath(text)),
            path -> path.map(Path::toString).orElse(NONE));
    static final ValueType<Boolean> FLAG =
            new ValueType<>("true or false", "", ValueType::readFlag, value -> Boolean.toString(value));
    static final ValueType<String> TEXT = new ValueType<>(
            "1 to 128 printable ASCII characters without a space", "", ValueType::readText, text -> text);
    static final ValueType<Optional<String>> OPTIONAL_TEXT =
            optional("1 to 128 printable ASCII characters without a space", "", ValueType::readText, text -> text);
    static final ValueType<String> LINE =
            new ValueType<>("1 to 64 characters in one line", "", text -> matching(LINE_SYNTAX, text), text -> text);
    static final ValueType<String> HOST = new ValueType<>(
            "a host name or an IP address", "mail.example.org", text -> matching(HOST_SYNTAX, text), text -> text);
    static final ValueType<Optional<String>> OPTIONAL_EMAIL =
            optional("an e-mail address", "no-reply@example.org", text -> matching(EMAIL_SYNTAX, text), text -> text);
    static final ValueType<Optional<URI>> OPTIONAL_WEB_ADDRESS = optional(
            "a URL without user name, query and fragment",
            "https://sms.example.org/codes",
            ValueType::readWebAddress,
            URI::toString);
    static final ValueType<String> DATABASE_URL = new ValueType<>(
            "embedded or the JDBC URL of a PostgreSQL, without a password",
            "jdbc:postgresql://localhost/waggle?user=waggle",
            ValueType::readDatabaseUrl,
            text -> text);
    static final ValueType<Optional<URI>> BASE_URL = new ValueType<>(
            "auto or a URL without a path",
            "https://chat.example.org",
            ValueType::readBaseUrl,
            url -> url.map(URI::toString).orElse("auto"));
    static final ValueType<InetAddress> IP_ADDRESS =
            new ValueType<>("an IP address", "127.0.0.1 or ::1", ValueType::readIpAddress, InetAddress::getHostAddress);

    static final ValueType<List<String>> REDIRECT_URIS = new ValueType<>(
            "none, or up to 32 URIs with a space between them: https:, http: on 127.0.0.1 or [::1], or of a scheme with a"
                    + " dot in it, without query and fragment",
            "org.example.app:/signed-in http://127.0.0.1/signed-in",
            text -> text.equals(NONE) ? List.of() : words(text, ValueType::readRedirectUri),
            uris -> uris.isEmpty() ? NONE : String.join(" ", uris));
    static final ValueType<List<String>> RELAY_URIS = new ValueType<>(
            "none, or up to 32 URIs of stun:, stuns:, turn: and turns: servers with a space between them",
            "stun:turn.example.org turn:turn.example.org:3478?transport=udp",
            text -> text.equals(NONE) ? List.of() : words(text, ValueType::readRelayUri),
            uris -> uris.isEmpty() ? NONE : String.join(" ", uris));
    static final ValueType<List<String>> SCOPES = new ValueType<>(
            "up to 32 scopes with a space between them, openid the first",
            "openid email",
            ValueType::readScopes,
            scopes -> String.join(" ", scopes));
    static final ValueType<Optional<Rate>> RATE = new ValueType<>(
            "a count and the period in which so many more may be, or off",
            "30/1h, 1000/1m or 5/1d",
            ValueType::readRate,
            rate -> rate.map(ValueType::writeRate).orElse(OFF));
    static final ValueType<List<IpBlock>> IP_BLOCKS = new ValueType<>(
            "IP addresses and blocks of them, with commas between, or none",
            "10.0.0.0/8, fd00::1",
            ValueType::readIpBlocks,
            blocks -> blocks.isEmpty()
                    ? NONE
                    : blocks.stream().map(IpBlock::toString).collect(Collectors.joining(", ")));

    /** One of a few words: the names of the constants, in lower case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(ValueType::word).toList();
        return new ValueType<>("one of " + String.join(", ", words), "", text -> chosen(type, text), ValueType::word);
    }

    private static <T> ValueType<Optional<T>> optional(
            String noun, String example, Reader<T> reader, Writer<T> writer) {
        return new ValueType<>(
                noun + ", or none",
                example,
                text -> text.equals(NONE) ? Optional.empty() : Optional.of(reader.read(text)),
                value -> value.map(writer::write).orElse(NONE));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E chosen(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** Reads a value. */
    interface Reader<T> {

        /** The value that the text stands for. @throws IllegalArgumentException if it stands for none */
        T read(String text);
    }

    /** Writes a value so that its {@link Reader} reads the same one. */
    interface Writer<T> {

        String write(T value);
    }

    /** The text as a message may have it: without the password or the key that somebody wrote where none belongs. */
    static String shown(String text) {
        return text.replaceAll("(?i)(password=)[^&]*", "$1...")
                .replaceAll("//.*@", "//...@")
                .replaceAll("(https?://[^?#]*)[?#].*", "$1?...");
    }

    T read(String text) {
        return reader.read(text);
    }

    String write(T value) {
        return writer.write(value);
    }

    private static Integer readCount(String text) {
        return Integer.valueOf(text);
    }

    private static Path readPath(String text) {
        if (text.isEmpty()) {
            throw new InvalidPathException(text, "empty");
        }
        return Path.of(text);
    }

    private static Boolean readFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String readText(String text) {
        return matching(TEXT_SYNTAX, text);
    }

    private static String matching(Pattern syntax, String text) {
        if (!syntax.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static URI readWebAddress(String text) {
        URI url = URI.create(matching(WEB_ADDRESS_SYNTAX, text));
        if (url.getHost() == null || url.getPort() > 65_535) {
            throw new IllegalArgumentException(text);
        }
        return url;
    }

    private static List<String> words(String text, Reader<String> reader) {
        List<String> words = Arrays.stream(text.split(" +")).map(reader::read).toList();
        if (words.size() > MAX_WORDS) {
            throw new IllegalArgumentException(text);
        }
        return words;
    }

    private static String readRedirectUri(String text) {
        URI uri = URI.create(matching(REDIRECT_URI_SYNTAX, text));
        if (uri.getPort() > 65_535) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static String readRelayUri(String text) {
        String bare =
                matching(RELAY_URI_SYNTAX, text).replaceFirst("^[a-z]+:", "").replaceFirst("\\?.*", "");
        // A server-based authority, which the other type's URIs are parsed as: its port and address are checked by
        // that.
        URI authority = URI.create("//" + bare);
        if (authority.getHost() == null || authority.getPort() > 65_535) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static List<String> readScopes(String text) {
        List<String> scopes = words(text, scope -> matching(SCOPE_SYNTAX, scope));
        if (!scopes.get(0).equals("openid")) {
            throw new IllegalArgumentException(text);
        }
        return scopes;
    }

    /** A password has no place in a file that many read, and in messages about it. */
    private static String readDatabaseUrl(String text) {
        if (!DATABASE_URL_SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static Optional<URI> readBaseUrl(String text) {
        if (text.equals("auto")) {
            return Optional.empty();
        }
        if (!BASE_URL_SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return Optional.of(URI.create(text));
    }

    /** Never asks a name service: a start must not depend on one. */
    private static InetAddress readIpAddress(String text) {
        if (!IP_LITERAL.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Optional<Rate> readRate(String text) {
        if (text.equals(OFF)) {
            return Optional.empty();
        }
        Matcher matcher = RATE_SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return Optional.of(new Rate(readCount(matcher.group(1)), DURATION.read(matcher.group(2))));
    }

    private static String writeRate(Rate rate) {
        return rate.count() + "/" + DURATION.write(rate.period());
    }

    private static List<IpBlock> readIpBlocks(String text) {
        return text.equals(NONE)
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(block -> IpBlock.parse(block.strip()))
                        .toList();
    }

    private static long readUnits(String text, List<Map.Entry<String, Long>> units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long factor = units.stream()
                .filter(unit -> unit.getKey().equals(matcher.group(2)))
                .mapToLong(Map.Entry::getValue)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(text));
        BigInteger product = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(factor));
        if (product.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException(text);
        }
        return product.longValueExact();
    }

    private static String writeUnits(long value, List<Map.Entry<String, Long>> units) {
        return units.stream()
                .filter(unit -> value % unit.getValue() == 0 && (value != 0 || unit.getValue() == 1))
                .findFirst()
                .map(unit -> value / unit.getValue() + unit.getKey())
                .orElseThrow();
    }
}
