package io.waggle.broker.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Every limit of how often something may be done: what is counted, for whom, how much by default, and what happens when that
 * cannot be decided.
 *
 * <p>The defaults are far above what people do, and below what hurts: many people may share one address. A limit of failures
 * is charged when something has failed and refuses before it is tried.
 */
public enum RateLimit {

    // --- of an address

    /** Requests for a one-time code. Each costs a text message. */
    CODE_REQUESTS(Key.ADDRESS, 100, Duration.ofHours(1), WhenUndecided.REFUSE),

    /** Requests to the token and to the revocation endpoint. */
    TOKEN_REQUESTS(Key.ADDRESS, 3_000, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    /**
     * Sign-ins that fail because a code or a token is not good. What a guesser may try at one code, however many addresses they
     * have, is limited in the database.
     */
    FAILED_SIGN_INS(Key.ADDRESS, 100, Duration.ofMinutes(10), WhenUndecided.LET_THROUGH),

    /** Steps of a login by an OpenID Connect provider, of which it takes two. Each keeps a row or asks the provider. */
    LOGINS(Key.ADDRESS, 300, Duration.ofMinutes(10), WhenUndecided.LET_THROUGH),

    /** Devices that begin to wait for being linked. */
    DEVICE_LINK_REQUESTS(Key.ADDRESS, 100, Duration.ofMinutes(10), WhenUndecided.REFUSE),

    /** Requests that are answered 401. */
    BAD_TOKENS(Key.ADDRESS, 1_000, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    /** CONNECTs that are refused for what is in them: mostly, no valid token of the device. */
    FAILED_CONNECTS(Key.ADDRESS, 1_000, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    // --- of a phone number or an e-mail address

    /** Codes that go there within a short time: never more than so many in any such period. */
    CODES_SHORT_TERM(Key.IDENTIFIER, 5, Duration.ofHours(1), WhenUndecided.REFUSE),

    /** Codes that go there within a long time, likewise. */
    CODES_LONG_TERM(Key.IDENTIFIER, 10, Duration.ofDays(1), WhenUndecided.REFUSE),

    // --- of an account

    /** Codes of waiting devices that are asked for and are none. */
    LINK_CODE_GUESSES(Key.ACCOUNT, 20, Duration.ofMinutes(10), WhenUndecided.REFUSE),

    /** Requests that read. */
    API_READS(Key.ACCOUNT, 1_200, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    /** Requests that change something. */
    API_WRITES(Key.ACCOUNT, 300, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    /** Hashes of numbers and addresses that are looked for among all accounts: each is a question who is here. */
    CONTACT_HASHES(Key.ACCOUNT, 20_000, Duration.ofDays(1), WhenUndecided.REFUSE),

    /** Pictures that are uploaded, each of which is decoded. */
    AVATAR_UPLOADS(Key.ACCOUNT, 30, Duration.ofHours(1), WhenUndecided.LET_THROUGH),

    /** Credentials for the operator's TURN servers, each of which is good for hours. */
    RELAY_CREDENTIALS(Key.ACCOUNT, 120, Duration.ofHours(1), WhenUndecided.LET_THROUGH),

    /** Exports of everything that an account has. */
    DATA_EXPORTS(Key.ACCOUNT, 5, Duration.ofDays(1), WhenUndecided.REFUSE),

    /** Changes of groups, each once, however many it adds or removes. */
    GROUP_CHANGES(Key.ACCOUNT, 1_000, Duration.ofHours(1), WhenUndecided.LET_THROUGH),

    // --- of a device

    /** CONNECTs with a valid token. */
    CONNECTS(Key.DEVICE, 600, Duration.ofMinutes(10), WhenUndecided.LET_THROUGH),

    /** PUBLISHes, whatever is in them: a ceiling that only a fault reaches, for acknowledgements and receipts count too. */
    FRAMES(Key.DEVICE, 60_000, Duration.ofSeconds(20), WhenUndecided.LET_THROUGH),

    /** Messages, each once, however many get it. */
    MESSAGES(Key.DEVICE, 20_000, Duration.ofSeconds(20), WhenUndecided.LET_THROUGH),

    /** Messages to groups, each of which goes to a thousand people and more. */
    GROUP_MESSAGES(Key.DEVICE, 5_000, Duration.ofSeconds(100), WhenUndecided.LET_THROUGH),

    /** Questions for the state of groups: each group that is named is one. */
    GROUP_QUERIES(Key.DEVICE, 5_000, Duration.ofMinutes(10), WhenUndecided.LET_THROUGH),

    /** What is said of presence: each account that is to be watched is one, and may have to be asked about. */
    PRESENCE(Key.DEVICE, 20_000, Duration.ofMinutes(10), WhenUndecided.LET_THROUGH),

    /** Live events, each once, however many get it. What is too much is dropped, and not refused. */
    LIVE_EVENTS(Key.DEVICE, 600, Duration.ofMinutes(1), WhenUndecided.LET_THROUGH),

    // --- of a sender's account and a recipient's

    /** Messages from the one to the other, by name. */
    PAIR_MESSAGES(Key.PAIR, 5_000, Duration.ofSeconds(100), WhenUndecided.LET_THROUGH),

    /** Messages from the one to the other who does not know them and takes those of strangers as requests; the rest is refused. */
    STRANGER_MESSAGES(Key.PAIR, 50, Duration.ofDays(1), WhenUndecided.REFUSE);

    /** What has a bucket of its own. */
    public enum Key {
        /** The address of a client: an IPv4 address, or an IPv6 network of 64 bits, which one subscriber has. */
        ADDRESS,
        /** A phone number or an e-mail address. Its limits are kept in the database, for they must outlast a restart. */
        IDENTIFIER,
        ACCOUNT,
        DEVICE,
        /** The account of a sender and that of a recipient. */
        PAIR
    }

    /**
     * What happens when a limit cannot be decided, because as many keys are kept as may be kept, or because the database is not
     * available.
     */
    public enum WhenUndecided {
        /** The limit fails open: those who do no harm are not to suffer, and something else stands behind it. */
        LET_THROUGH,
        /** The limit fails closed: what it guards costs money, or tells what nobody is to find out. */
        REFUSE
    }

    private final Key key;
    private final int count;
    private final Duration period;
    private final WhenUndecided whenUndecided;

    RateLimit(Key key, int count, Duration period, WhenUndecided whenUndecided) {
        this.key = key;
        this.count = count;
        this.period = period;
        this.whenUndecided = whenUndecided;
    }

    /** What has a bucket of its own. */
    public Key key() {
        return key;
    }

    /** What happens when it cannot be decided. */
    public WhenUndecided whenUndecided() {
        return whenUndecided;
    }

    /** How the configuration, the documentation and the log call it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Setting<Optional<Rate>> setting() {
        return Setting.rate("limit." + text(), new Rate(count, period));
    }
}
