package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Presence items of both directions; the part of {@link OutboxCodec} and {@link InboxCodec} that knows them. */
final class PresenceWire {

    private PresenceWire() {}

    // --- up

    static WatchPresence watch(io.waggle.protocol.wire.WatchPresence wire) throws MalformedFrame {
        int count = wire.getAccountsCount();
        if (count > ProtocolLimits.PRESENCE_WATCHES) {
            throw new MalformedFrame(
                    Fault.BAD_PRESENCE,
                    count + " accounts to watch, at most " + ProtocolLimits.PRESENCE_WATCHES + " are allowed");
        }
        Set<AccountId> accounts = new LinkedHashSet<>();
        for (String account : wire.getAccountsList()) {
            if (!accounts.add(WireValues.account(account))) {
                throw new MalformedFrame(Fault.BAD_PRESENCE, "an account is to be watched twice");
            }
        }
        return new WatchPresence(new ArrayList<>(accounts));
    }

    static io.waggle.protocol.wire.SetPresence wire(SetPresence presence) {
        return io.waggle.protocol.wire.SetPresence.newBuilder()
                .setAvailable(presence.available())
                .build();
    }

    static io.waggle.protocol.wire.WatchPresence wire(WatchPresence watch) {
        var wire = io.waggle.protocol.wire.WatchPresence.newBuilder();
        watch.accounts().forEach(account -> wire.addAccounts(account.value()));
        return wire.build();
    }

    // --- down

    /** A bad one is left out: it must not hold up the rows that it travels with. */
    static List<Presence> told(List<io.waggle.protocol.wire.Presence> wire) {
        List<Presence> told = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.Presence presence : wire) {
            if (AccountId.isValid(presence.getAccount())) {
                told.add(presence(presence));
            }
        }
        return told;
    }

    /** Who is online is seen now: a time beside it says nothing. */
    private static Presence presence(io.waggle.protocol.wire.Presence wire) {
        Optional<Instant> lastSeen = wire.getOnline() || wire.getLastSeenMs() == 0
                ? Optional.empty()
                : Optional.of(WireValues.time(wire.getLastSeenMs()));
        return new Presence(new AccountId(wire.getAccount()), wire.getOnline(), lastSeen);
    }

    static io.waggle.protocol.wire.Presence wire(Presence presence) {
        return io.waggle.protocol.wire.Presence.newBuilder()
                .setAccount(presence.account().value())
                .setOnline(presence.online())
                .setLastSeenMs(presence.lastSeen().map(Instant::toEpochMilli).orElse(0L))
                .build();
    }
}
