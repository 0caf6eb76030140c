package io.waggle.broker.presence;

import io.waggle.broker.ingest.PresenceUplink;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of one device says of presence. Of what it says the last counts, so what the room has not yet taken is never
 * more than this object; a device's next connection has its own, and the late end of an old one touches nothing of it.
 */
public final class PresenceConnection implements PresenceUplink {

    private final PresenceRoom room;
    private final long number;
    private final Address device;
    private final Teller teller;

    // --- written by any thread

    private static final AtomicReferenceFieldUpdater<PresenceConnection, List<AccountId>> WANTED = wanted();
    private static final AtomicIntegerFieldUpdater<PresenceConnection> HANDED_OVER =
            AtomicIntegerFieldUpdater.newUpdater(PresenceConnection.class, "handedOver");

    /** Behind {@link #WANTED}, as there is one for each connection. */
    @SuppressWarnings("UnusedVariable") // read by its updater
    private volatile @Nullable List<AccountId> wanted;

    /** 1: the room is about to look. Behind {@link #HANDED_OVER}. */
    @SuppressWarnings("UnusedVariable") // read by its updater
    private volatile int handedOver;

    private volatile Said said = Said.NOTHING;
    private volatile long heardMillis;
    private volatile boolean closed;

    // --- of the room's thread

    /** Its watches, by the account that is watched. */
    Map<AccountId, Watch> watches = Map.of();

    /** Watches of which something may have to be told; only of one that watches it can be added to. */
    Set<Watch> dirty = Set.of();

    /** Accounts that it wanted to watch and does not; it is told once that they are hidden. */
    List<AccountId> refused = List.of();

    /** Whether what is told next begins anew. */
    boolean anew;

    /** Whether changes have been told a moment ago, or are about to be: the next ones wait. */
    boolean rests;

    /** Whether a later connection of the device has spoken: what this one said does not count any more. */
    boolean isReplaced;

    /** Whether its end has been taken. */
    boolean left;

    /** What it has said of itself. */
    enum Said {
        NOTHING,
        AVAILABLE,
        UNAVAILABLE
    }

    /** @param number higher than that of any connection before */
    PresenceConnection(PresenceRoom room, long number, Address device, Teller teller) {
        this.room = room;
        this.number = number;
        this.device = device;
        this.teller = teller;
    }

    @SuppressWarnings("unchecked") // the field is of that type; its class is raw
    private static AtomicReferenceFieldUpdater<PresenceConnection, List<AccountId>> wanted() {
        return (AtomicReferenceFieldUpdater<PresenceConnection, List<AccountId>>) (AtomicReferenceFieldUpdater<?, ?>)
                AtomicReferenceFieldUpdater.newUpdater(PresenceConnection.class, List.class, "wanted");
    }

    AccountId account() {
        return device.account();
    }

    Address device() {
        return device;
    }

    Teller teller() {
        return teller;
    }

    /** Whether it is a connection of the same device that came after the other. */
    boolean succeeds(PresenceConnection other) {
        return number > other.number && device.equals(other.device);
    }

    // --- from any thread

    @Override
    public int most() {
        return room.most();
    }

    /** Costs a look where nobody looks at the device: only then it matters when it was last heard. */
    @Override
    public void heard() {
        if (said == Said.AVAILABLE) {
            heardMillis = room.millis();
        }
    }

    @Override
    public void set(boolean available) {
        heardMillis = room.millis();
        said = available ? Said.AVAILABLE : Said.UNAVAILABLE;
        handOver();
    }

    @Override
    public void watch(List<AccountId> accounts) {
        wanted = accounts;
        handOver();
    }

    /** The connection has ended. Does nothing the second time. */
    public void close() {
        closed = true;
        handOver();
    }

    private void handOver() {
        if (HANDED_OVER.compareAndSet(this, 0, 1)) {
            room.take(this);
        }
    }

    // --- on the room's thread

    /** What is said from now on is handed over anew. */
    void taken() {
        handedOver = 0;
    }

    Said said() {
        return said;
    }

    boolean isClosed() {
        return closed;
    }

    /** When it was last heard while it was available, or said that it is not any more. */
    Instant heardAt() {
        return Instant.ofEpochMilli(heardMillis);
    }

    /** What it wants to watch; null if it has not said anything new. */
    @Nullable
    List<AccountId> takeWanted() {
        return WANTED.getAndSet(this, null);
    }
}
