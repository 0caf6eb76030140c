package io.waggle.broker.inbox.rocksdb;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a message goes. Room is judged for each device, acceptance for each account: it takes the message if one of its devices
 * does; and the message is accepted if an account does that is not the sender's.
 */
final class Places {

    private final AccountId sender;
    private final InboxConfig config;
    private final List<Place> places = new ArrayList<>();
    private final List<RecipientOutcome> without = new ArrayList<>();
    private boolean anyOther;
    private boolean anyTakes;
    private boolean allRefuse = true;

    Places(AccountId sender, InboxConfig config) {
        this.sender = sender;
        this.config = config;
    }

    /**
     * A device of a recipient, and whether the message fits there.
     *
     * @param content for this device alone; empty: what all get
     */
    record Place(Entry inbox, ByteString content, boolean hasRoom) {}

    /** An inbox of an account, and how many bytes are for it. */
    record Candidate(Entry inbox, ByteString content, int bytes) {}

    /** The account gets nothing, for this reason. */
    void without(AccountId account, Result why) {
        anyOther |= !account.equals(sender);
        allRefuse &= why == Result.RECIPIENT_REFUSES || account.equals(sender);
        without.add(whole(account, why));
    }

    /** The account gets it with these devices. */
    void with(AccountId account, List<Candidate> devices) {
        boolean own = account.equals(sender);
        boolean takes = own;
        for (Candidate device : devices) {
            boolean hasRoom = device.inbox().hasRoom(device.bytes(), config.maxMessages(), config.maxBytes());
            places.add(new Place(device.inbox(), device.content(), hasRoom));
            takes |= hasRoom;
        }
        anyOther |= !own;
        allRefuse &= own;
        anyTakes |= !own && takes;
        if (!takes) {
            without.add(whole(account, Result.RECIPIENT_FULL));
        }
    }

    /** Why nobody but the sender takes it; nothing if somebody does, or it is for nobody else. */
    Optional<Result> refusal() {
        return anyOther && !anyTakes
                ? Optional.of(allRefuse ? Result.RECIPIENT_REFUSES : Result.RECIPIENT_FULL)
                : Optional.empty();
    }

    List<Place> places() {
        return places;
    }

    /** Accounts that do not get it, and why. */
    List<RecipientOutcome> without() {
        return without;
    }

    static RecipientOutcome whole(AccountId account, Result why) {
        return new RecipientOutcome(account, Optional.empty(), why, "");
    }
}
