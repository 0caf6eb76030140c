package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far the recipients of one conversation are in what one device of this person sent to it, and what that makes of a message. Holds
 * what it needs, asks nobody.
 *
 * <p>An account has a message as soon as one of its devices does. A message is delivered when every recipient account has
 * it, and read likewise; the sender's own account does not count, unless it is the only one, and then it cannot lose what it has
 * sent. A pointer says nothing about a message that the device never got: those are the losses.
 */
final class Progress {

    private final AccountId self;
    private final Map<AccountId, Map<Address, Map<ReceiptKind, Long>>> pointers = new HashMap<>();

    Progress(AccountId self) {
        this.self = self;
    }

    /** The member's device is this far, in the sending order. */
    void add(Address member, ReceiptKind kind, long sendOrder) {
        pointers.computeIfAbsent(member.account(), account -> new HashMap<>())
                .computeIfAbsent(member, device -> new HashMap<>())
                .merge(kind, sendOrder, Math::max);
    }

    boolean isEmpty() {
        return pointers.isEmpty();
    }

    /** What the message has reached, if it is more or other than having been sent. */
    Optional<MessageStatus> of(MessageTable.Own message, List<AccountId> recipients, List<Loss> losses) {
        int level = Integer.MAX_VALUE;
        Set<Result> lost = EnumSet.noneOf(Result.class);
        boolean everybodyLost = true;
        for (AccountId account : counted(recipients)) {
            level = Math.min(level, level(account, message.sendOrder(), losses));
            List<Loss> own = lossesOf(account, losses);
            everybodyLost &= !account.equals(self) && isLost(account, Columns.addresses(message.devices()), own);
            own.forEach(loss -> lost.add(loss.result()));
        }
        if (level == Integer.MAX_VALUE) {
            return Optional.empty(); // nobody is known to get it
        }
        if (level > 0) {
            return Columns.kind(level).map(MessageStatus::reached);
        }
        return everybodyLost ? fate(lost) : Optional.empty();
    }

    /** How far the account is with what was sent there; nothing if none of its devices has said anything. */
    Optional<ReceiptKind> reached(AccountId account, long sendOrder, List<Loss> losses) {
        return Columns.kind(level(account, sendOrder, losses));
    }

    /** Why the account, or a device of it, will never get it; nothing if nothing is known against it. */
    static Optional<Result> lost(AccountId account, List<Loss> losses) {
        List<Loss> own = lossesOf(account, losses);
        return own.isEmpty() ? Optional.empty() : Optional.of(own.get(0).result());
    }

    /** Somebody who will never get a message. A device of nothing: the account as a whole. */
    record Loss(AccountId account, Optional<Address> device, Result result) {}

    private List<AccountId> counted(List<AccountId> recipients) {
        List<AccountId> others = new ArrayList<>(recipients);
        others.remove(self);
        return others.isEmpty() ? recipients : others;
    }

    /** The highest kind that a device of the account reports for the message, as a code; 0 for none. */
    private int level(AccountId account, long sendOrder, List<Loss> losses) {
        int level = 0;
        for (Map.Entry<Address, Map<ReceiptKind, Long>> device :
                pointers.getOrDefault(account, Map.of()).entrySet()) {
            if (!covers(losses, device.getKey())) {
                for (Map.Entry<ReceiptKind, Long> pointer : device.getValue().entrySet()) {
                    if (pointer.getValue() >= sendOrder) {
                        level = Math.max(level, (int) Columns.code(pointer.getKey()));
                    }
                }
            }
        }
        return level;
    }

    private static boolean covers(List<Loss> losses, Address device) {
        for (Loss loss : losses) {
            if (loss.account().equals(device.account())
                    && loss.device().orElse(device).equals(device)) {
                return true;
            }
        }
        return false;
    }

    private static List<Loss> lossesOf(AccountId account, List<Loss> losses) {
        List<Loss> own = new ArrayList<>();
        for (Loss loss : losses) {
            if (loss.account().equals(account)) {
                own.add(loss);
            }
        }
        return own;
    }

    private static boolean isLost(AccountId account, List<Address> devices, List<Loss> losses) {
        if (losses.isEmpty()) {
            return false;
        }
        for (Address device : devices) {
            if (device.account().equals(account) && !covers(losses, device)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<MessageStatus> fate(Set<Result> lost) {
        if (lost.contains(Result.EXPIRED)) {
            return Optional.of(MessageStatus.EXPIRED);
        }
        if (lost.contains(Result.REJECTED)) {
            return Optional.of(MessageStatus.failed(FailureReason.REJECTED));
        }
        return lost.contains(Result.DEVICE_REMOVED)
                ? Optional.of(MessageStatus.failed(FailureReason.DEVICE_REMOVED))
                : Optional.empty();
    }
}
