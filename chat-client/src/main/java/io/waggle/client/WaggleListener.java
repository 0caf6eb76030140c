package io.waggle.client;

import io.waggle.client.store.CallEvent;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Presence;

/**
 * Hears what happens, one call after another, on the executor that the options name. Whatever it is told is on disk
 * already. It may call the client, and may take its time: messages wait on disk for it, other events in memory up to a
 * limit. An exception is reported as a notice and does no harm.
 */
public interface WaggleListener {

    /**
     * A message of somebody else. Each comes once per process, in the order in which this device got them. Call {@link
     * WaggleClient#acknowledge} when it is dealt with; one that is not acknowledged comes again in the next process.
     */
    default void onMessage(StoredMessage message) {}

    /** One of our messages has moved. */
    default void onStatus(StatusChange change) {}

    /**
     * Something else is to be seen of a conversation: messages came, went or moved, somebody reacted, it was read elsewhere, a group
     * changed. Changes that follow each other quickly are told as one. {@link WaggleClient#history} says what it is now.
     */
    default void onConversation(ConversationId conversation) {}

    /** The connection has changed. Changes that follow each other quickly may be told as one. */
    default void onConnection(ConnectionState state) {}

    /** Somebody types or records. Never stored, may be missing. */
    default void onLive(LiveNotice notice) {}

    /**
     * Somebody who is {@linkplain WaggleClient#watch watched} came or went. Changes that follow each other quickly are told as one. When
     * the connection ends, all are told as hidden: nothing is known any more.
     */
    default void onPresence(Presence presence) {}

    /**
     * Something happened in a call: one rings here ({@link CallRecord.State#RINGING}, with its offer), the other side has answered, sent
     * candidates, hung up; or it was taken or declined on another device, which may be heard long after it was {@linkplain
     * CallRecord.State#MISSED missed} as far as this one knew. That somebody calls is told first, {@link CallRecord.State#SILENT}; a device
     * that comes too late to ring hears no more. Where two people call each other at once, the one whose call gives
     * way hears that its own is cancelled and the other rings: answer it.
     */
    default void onCall(CallEvent event) {}

    /**
     * The way of what was said before to a new device has moved: another device asks for it ({@link
     * HistoryTransfer.State#WAITING}, and not {@link HistoryTransfer#wanted}), or more of it has come or gone out. Only on the device on
     * which a person {@linkplain WaggleClient#allowHistory allows} it, it is sent.
     */
    default void onHistory(HistoryTransfer transfer) {}

    /** Something that a person or an operator may have to know. */
    default void onNotice(Notice notice) {}
}
