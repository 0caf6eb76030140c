package io.waggle.broker.limit;

import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Whose bucket it is. */
public sealed interface LimitKey {

    /** Of which kind of limit it is a key. */
    RateLimit.Key kind();

    /**
     * Where a client is: an IPv4 address, or the 64 bits of an IPv6 address that name a network (RFC 4291, section 2.5.4). Whoever
     * has one address of such a network has all of them.
     */
    record Network(boolean six, long bits) implements LimitKey {

        /** The network that an address is in. */
        public static Network of(InetAddress address) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address
                    ? new Network(true, bytes.getLong())
                    : new Network(false, bytes.getInt());
        }

        @Override
        public RateLimit.Key kind() {
            return RateLimit.Key.ADDRESS;
        }
    }

    /** An account. */
    record Account(AccountId id) implements LimitKey {

        @Override
        public RateLimit.Key kind() {
            return RateLimit.Key.ACCOUNT;
        }
    }

    /** A device. */
    record Device(Address device) implements LimitKey {

        @Override
        public RateLimit.Key kind() {
            return RateLimit.Key.DEVICE;
        }
    }

    /** Who writes, and to whom. */
    record Pair(AccountId sender, AccountId recipient) implements LimitKey {

        @Override
        public RateLimit.Key kind() {
            return RateLimit.Key.PAIR;
        }
    }
}
