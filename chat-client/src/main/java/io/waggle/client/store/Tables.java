package io.waggle.client.store;

import io.waggle.protocol.Address;

/** The tables of one store. They hold no state but the database, and each is used within a transaction that the caller holds. */
final class Tables {

    final Address owner;
    final MessageTable messages;
    final OutboxTable outbox;
    final RosterTable roster;
    final DeliveryTable deliveries;
    final ReadPointerTable reads;
    final RejectionTable rejections;
    final CursorTable cursor;
    final ConversationTable conversations;
    final ChangeTable changes;
    final GroupTable groups;
    final SearchTable search;
    final LaterContentTable later;
    final TransferTable transfers;
    final CallTable calls;
    final BroadcastListTable broadcastLists;

    Tables(Address owner) {
        this.owner = owner;
        messages = new MessageTable(owner);
        outbox = new OutboxTable();
        roster = new RosterTable();
        deliveries = new DeliveryTable(owner);
        reads = new ReadPointerTable(owner);
        rejections = new RejectionTable();
        cursor = new CursorTable();
        conversations = new ConversationTable();
        changes = new ChangeTable();
        groups = new GroupTable(owner);
        search = new SearchTable();
        later = new LaterContentTable();
        transfers = new TransferTable();
        calls = new CallTable();
        broadcastLists = new BroadcastListTable();
    }
}
