package io.waggle.client.store;

import io.waggle.client.store.Progress.Loss;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who has what this person sent, and who never will; within a transaction that the caller holds. */
final class DeliveryTable {

    private final Address owner;

    DeliveryTable(Address owner) {
        this.owner = owner;
    }

    /** Moves a member's pointer into what the receipt's author sent forward. Answers where it was, or nothing if it stood there or further already. */
    Optional<Long> move(SqlSession session, Receipt receipt, long sendOrder) {
        Address member = receipt.member();
        long before = session.number(
                "SELECT ifnull(max(send_order), " + Long.MIN_VALUE + ") FROM member_pointer"
                        + " WHERE conversation = ? AND author = ? AND account = ? AND device = ? AND kind = ?",
                Columns.bytes(receipt.conversation()),
                author(receipt.author().device()),
                member.account().value(),
                member.device().value(),
                Columns.code(receipt.kind()));
        if (sendOrder <= before) {
            return Optional.empty();
        }
        session.execute(
                "INSERT OR REPLACE INTO member_pointer (conversation, author, account, device, kind, send_order, at_ms)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                Columns.bytes(receipt.conversation()),
                author(receipt.author().device()),
                member.account().value(),
                member.device().value(),
                Columns.code(receipt.kind()),
                sendOrder,
                receipt.recordedAt().toEpochMilli());
        keepTime(session, receipt, sendOrder);
        return Optional.of(before);
    }

    /** When the account got so far, unless another device of it was there before. */
    private void keepTime(SqlSession session, Receipt receipt, long sendOrder) {
        byte[] conversation = Columns.bytes(receipt.conversation());
        String author = author(receipt.author().device());
        String account = receipt.member().account().value();
        long kind = Columns.code(receipt.kind());
        long furthest = session.number(
                "SELECT ifnull(max(send_order), " + Long.MIN_VALUE + ") FROM receipt_time"
                        + " WHERE conversation = ? AND author = ? AND account = ? AND kind = ?",
                conversation,
                author,
                account,
                kind);
        if (sendOrder > furthest) {
            session.execute(
                    "INSERT INTO receipt_time (conversation, author, account, kind, send_order, at_ms)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    conversation,
                    author,
                    account,
                    kind,
                    sendOrder,
                    receipt.recordedAt().toEpochMilli());
        }
    }

    /** When the account got, read or played what was sent there; nothing if it has not, or this device was not there yet. */
    Optional<Instant> time(SqlSession session, MessageTable.Own message, AccountId account, ReceiptKind kind) {
        List<Instant> times = session.list(
                "SELECT at_ms FROM receipt_time"
                        + " WHERE conversation = ? AND author = ? AND account = ? AND kind >= ? AND send_order >= ?"
                        + " ORDER BY at_ms LIMIT 1",
                row -> Instant.ofEpochMilli(row.integer(0)),
                Columns.bytes(message.conversation()),
                author(message.device()),
                account.value(),
                Columns.code(kind),
                message.sendOrder());
        return times.isEmpty() || times.get(0).equals(Instant.EPOCH) ? Optional.empty() : Optional.of(times.get(0));
    }

    /** Keeps a receipt until the message that it names is here. */
    void keepWaiting(SqlSession session, Receipt receipt) {
        session.execute(
                "INSERT OR REPLACE INTO receipt_waiting (conversation, author, account, device, kind, message_id, at_ms)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                Columns.bytes(receipt.conversation()),
                receipt.author().device().value(),
                receipt.member().account().value(),
                receipt.member().device().value(),
                Columns.code(receipt.kind()),
                Columns.bytes(receipt.upTo()),
                receipt.recordedAt().toEpochMilli());
    }

    /** The receipts that have waited for this message. */
    List<Receipt> takeWaiting(SqlSession session, MessageRef message) {
        List<Receipt> waiting = new ArrayList<>();
        session.query(
                "SELECT conversation, account, device, kind, at_ms FROM receipt_waiting WHERE message_id = ? AND author = ?",
                row -> {
                    Columns.kind(row.integer(3))
                            .ifPresent(kind -> waiting.add(new Receipt(
                                    kind,
                                    Columns.conversation(row, 0),
                                    message.id(),
                                    message.author(),
                                    Columns.address(row, 1),
                                    Instant.ofEpochMilli(row.integer(4)))));
                    return true;
                },
                Columns.bytes(message.id()),
                message.author().device().value());
        session.execute(
                "DELETE FROM receipt_waiting WHERE message_id = ? AND author = ?",
                Columns.bytes(message.id()),
                message.author().device().value());
        return waiting;
    }

    void lose(SqlSession session, long position, RecipientOutcome recipient) {
        session.execute(
                "INSERT OR REPLACE INTO loss (position, account, device, result) VALUES (?, ?, ?, ?)",
                position,
                recipient.account().value(),
                recipient.device().map(DeviceId::value).orElse(""),
                code(recipient.result()));
    }

    /** How far the members of the conversation are in what a device of this person sent. */
    Progress progress(SqlSession session, ConversationId conversation, DeviceId author) {
        Progress progress = new Progress(owner.account());
        session.query(
                "SELECT account, device, kind, send_order FROM member_pointer WHERE conversation = ? AND author = ?",
                row -> {
                    Optional<ReceiptKind> kind = Columns.kind(row.integer(2));
                    kind.ifPresent(known -> progress.add(Columns.address(row, 0), known, row.integer(3)));
                    return true;
                },
                Columns.bytes(conversation),
                author(author));
        return progress;
    }

    /** How the schema writes whose messages a pointer is about. */
    private String author(DeviceId device) {
        return device.equals(owner.device()) ? "" : device.value();
    }

    List<Loss> losses(SqlSession session, long position) {
        return session.list(
                "SELECT account, device, result FROM loss WHERE position = ?",
                row -> {
                    AccountId account = new AccountId(row.text(0));
                    String device = row.text(1);
                    return new Loss(
                            account,
                            device.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new Address(account, new DeviceId(device))),
                            result(row.integer(2)));
                },
                position);
    }

    /** How the schema writes a result that loses a message. Never reused. */
    private static long code(Result result) {
        return switch (result) {
            case EXPIRED -> 1;
            case REJECTED -> 2;
            case DEVICE_REMOVED -> 3;
            case RECIPIENT_REFUSES -> 5;
            default -> 4;
        };
    }

    private static Result result(long code) {
        return switch ((int) code) {
            case 1 -> Result.EXPIRED;
            case 2 -> Result.REJECTED;
            case 3 -> Result.DEVICE_REMOVED;
            case 5 -> Result.RECIPIENT_REFUSES;
            default -> Result.RECIPIENT_FULL;
        };
    }
}
