package io.waggle.client;

import io.waggle.client.fake.Texts;
import io.waggle.client.store.CallEvent;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Presence;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Writes down what a listener is told. */
final class Recorder implements WaggleListener {

    final List<StoredMessage> messages = new CopyOnWriteArrayList<>();
    final List<StatusChange> changes = new CopyOnWriteArrayList<>();
    final List<ConnectionState> connection = new CopyOnWriteArrayList<>();
    final List<LiveNotice> live = new CopyOnWriteArrayList<>();
    final List<Presence> presences = new CopyOnWriteArrayList<>();
    final List<Notice> notices = new CopyOnWriteArrayList<>();

    final List<CallEvent> calls = new CopyOnWriteArrayList<>();
    Consumer<HistoryTransfer> onHistory = transfer -> {};
    Consumer<StoredMessage> onMessage = message -> {};
    WaggleListener also = new WaggleListener() {};

    @Override
    public void onMessage(StoredMessage message) {
        messages.add(message);
        onMessage.accept(message);
    }

    @Override
    public void onStatus(StatusChange change) {
        changes.add(change);
        also.onStatus(change);
    }

    @Override
    public void onConnection(ConnectionState state) {
        connection.add(state);
    }

    @Override
    public void onLive(LiveNotice notice) {
        live.add(notice);
    }

    @Override
    public void onPresence(Presence presence) {
        presences.add(presence);
    }

    @Override
    public void onCall(CallEvent event) {
        calls.add(event);
    }

    @Override
    public void onHistory(HistoryTransfer transfer) {
        onHistory.accept(transfer);
    }

    @Override
    public void onNotice(Notice notice) {
        notices.add(notice);
    }

    List<String> texts() {
        return messages.stream().map(message -> Texts.of(message)).toList();
    }

    List<MessageStatus> statuses(MessageId id) {
        return changes.stream()
                .filter(change -> change.id().equals(id))
                .map(StatusChange::status)
                .toList();
    }
}
