package io.waggle.client;

import io.waggle.client.store.Delay;
import io.waggle.client.store.Delay.Reason;
import io.waggle.client.store.MemberProgress;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.Remedy;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out why a message of this person has not got further. Belongs to the lane. */
final class Delays {

    private final MessageHistory history;
    private final Outbox outbox;
    private final PresenceStream presence;

    Delays(MessageHistory history, Outbox outbox, PresenceStream presence) {
        this.history = history;
        this.outbox = outbox;
        this.presence = presence;
    }

    /** Nothing if everybody has it, or it is no message of this person. */
    List<Delay> of(MessageRef ref) {
        return history.message(ref)
                .filter(shown -> !shown.deleted())
                .map(shown -> of(shown.message()))
                .orElse(List.of());
    }

    private List<Delay> of(StoredMessage message) {
        MessageStatus status = message.status();
        return switch (status.state()) {
            case QUEUED -> List.of(outbox.delay(message.conversation()));
            case FAILED, EXPIRED, SENT -> {
                List<Delay> delays = new ArrayList<>();
                status.failure().ifPresent(failure -> delays.add(Delay.of(Reason.FAILED, failure.remedy())));
                if (!status.failure()
                        .filter(failure -> !failure.isAfterAcceptance())
                        .isPresent()) {
                    delays.addAll(ofRecipients(message));
                }
                yield List.copyOf(delays);
            }
            case RECEIVED, DELIVERED, READ, PLAYED -> List.of();
        };
    }

    private List<Delay> ofRecipients(StoredMessage message) {
        List<Delay> delays = new ArrayList<>();
        for (MemberProgress member : history.progress(message.ref())) {
            if (!member.reached().isPresent()) {
                delays.add(member.lost()
                        .map(why -> lost(member.account(), why))
                        .orElseGet(() -> notYet(member.account())));
            }
        }
        return delays;
    }

    private Delay notYet(AccountId account) {
        Optional<Presence> known = presence.of(account)
                .filter(told -> told.online() || told.lastSeen().isPresent());
        boolean offline = known.filter(told -> !told.online()).isPresent();
        return new Delay(
                offline ? Reason.RECIPIENT_OFFLINE : Reason.NOT_DELIVERED,
                Remedy.WAIT,
                Optional.of(account),
                known.flatMap(Presence::lastSeen));
    }

    private static Delay lost(AccountId account, Result why) {
        return switch (why) {
            case RECIPIENT_FULL -> about(account, Reason.MISSED_FOR_ROOM, Remedy.SEND_ANEW);
            case EXPIRED -> about(account, Reason.EXPIRED, Remedy.SEND_ANEW);
            case REJECTED -> about(account, Reason.UNREADABLE, Remedy.ASK_TO_UPDATE);
            case DEVICE_REMOVED -> about(account, Reason.DEVICE_REMOVED, Remedy.SEND_ANEW);
            case RECIPIENT_REFUSES -> about(account, Reason.REFUSED, Remedy.REACH_OTHERWISE);
            default -> about(account, Reason.NO_SUCH_RECIPIENT, Remedy.LEAVE_OUT);
        };
    }

    private static Delay about(AccountId account, Reason reason, Remedy remedy) {
        return new Delay(reason, remedy, Optional.of(account), Optional.empty());
    }
}
