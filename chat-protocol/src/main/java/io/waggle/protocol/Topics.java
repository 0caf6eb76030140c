package io.waggle.protocol;

/**
 * The two topics of a device. A device publishes to its outbox, subscribes to its inbox, and may use nothing else.
 *
 * <p>Both are plain Topic Names (MQTT 5.0, section 4.7): no wildcard is ever needed, and none is allowed.
 */
public final class Topics {

    /** What every topic of this protocol version begins with. */
    public static final String PREFIX = "waggle/v1/";

    private static final String OUT = "/out";
    private static final String IN = "/in";

    private Topics() {}

    /** Where the device publishes its {@code OutboxFrame}s: {@code waggle/v1/{account}/{device}/out}. */
    public static String outbox(Address device) {
        return PREFIX + device.clientId() + OUT;
    }

    /** Whether that is {@link #outbox} of the device; makes no garbage. */
    public static boolean isOutbox(String topic, Address device) {
        String account = device.account().value();
        String name = device.device().value();
        int slash = PREFIX.length() + account.length();
        int end = slash + 1 + name.length();
        return topic.length() == end + OUT.length()
                && topic.startsWith(PREFIX)
                && topic.startsWith(account, PREFIX.length())
                && topic.charAt(slash) == '/'
                && topic.startsWith(name, slash + 1)
                && topic.startsWith(OUT, end);
    }

    /** Where the device receives its {@code InboxFrame}s: {@code waggle/v1/{account}/{device}/in}. */
    public static String inbox(Address device) {
        return PREFIX + device.clientId() + IN;
    }
}
