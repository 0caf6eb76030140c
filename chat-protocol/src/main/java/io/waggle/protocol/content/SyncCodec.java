package io.waggle.protocol.content;

import io.waggle.protocol.content.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the devices of one person tell each other of what was done. */
final class SyncCodec {

    private SyncCodec() {}

    /** Nothing if all items are of a later version. */
    static Optional<DeviceSync> sync(Wire.DeviceSync wire) {
        int count = wire.getItemsCount();
        Bounds.count(ContentFault.BAD_SYNC, "DeviceSync.items", count, 1, ContentLimits.SYNC_ITEMS);
        List<SyncItem> items = new ArrayList<>(count);
        for (Wire.SyncItem item : wire.getItemsList()) {
            item(item).ifPresent(items::add);
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(new DeviceSync(items));
    }

    static Wire.DeviceSync wire(DeviceSync sync) {
        var wire = Wire.DeviceSync.newBuilder();
        sync.items().forEach(item -> wire.addItems(wire(item)));
        return wire.build();
    }

    private static Optional<? extends SyncItem> item(Wire.SyncItem wire) {
        return switch (wire.getItemCase()) {
            case READ ->
                Optional.of(new ReadPosition(
                        RefCodec.conversation(wire.getRead().getConversationId()),
                        RefCodec.ref(wire.getRead().getUpTo())));
            case CONVERSATION -> Optional.of(settings(wire.getConversation()));
            case DELETE_FOR_ME -> Optional.of(deleteForMe(wire.getDeleteForMe()));
            case STAR ->
                Optional.of(new Star(
                        RefCodec.conversation(wire.getStar().getConversationId()),
                        RefCodec.ref(wire.getStar().getMessage()),
                        new Revision(wire.getStar().getRevision()),
                        wire.getStar().getStarred()));
            case CLEAR ->
                Optional.of(new ClearConversation(
                        RefCodec.conversation(wire.getClear().getConversationId()),
                        RefCodec.ref(wire.getClear().getUpTo())));
            case OPENED ->
                Optional.of(new ViewOnceOpened(
                        RefCodec.conversation(wire.getOpened().getConversationId()),
                        RefCodec.ref(wire.getOpened().getMessage())));
            case ITEM_NOT_SET -> Optional.empty();
        };
    }

    static ConversationSettings settings(Wire.ConversationSettings wire) {
        return new ConversationSettings(
                RefCodec.conversation(wire.getConversationId()),
                new Revision(wire.getRevision()),
                mutedUntil(wire.getMutedUntilMs()),
                wire.getArchived(),
                wire.getPinnedPlace(),
                wire.getMarkedUnread());
    }

    /** As with all times, one beyond the calendar is cut and not refused. */
    private static Instant mutedUntil(long milliseconds) {
        long last = ConversationSettings.MUTED.toEpochMilli();
        return Instant.ofEpochMilli(milliseconds < 0 ? last : Math.min(milliseconds, last));
    }

    static Wire.ConversationSettings wire(ConversationSettings settings) {
        return Wire.ConversationSettings.newBuilder()
                .setConversationId(settings.conversation().toBytes())
                .setRevision(settings.revision().value())
                .setMutedUntilMs(settings.mutedUntil().toEpochMilli())
                .setArchived(settings.archived())
                .setPinnedPlace(settings.pinnedPlace())
                .setMarkedUnread(settings.markedUnread())
                .build();
    }

    private static DeleteForMe deleteForMe(Wire.DeleteForMe wire) {
        List<MessageRef> messages = new ArrayList<>(wire.getMessagesCount());
        wire.getMessagesList().forEach(message -> messages.add(RefCodec.ref(message)));
        return new DeleteForMe(RefCodec.conversation(wire.getConversationId()), messages);
    }

    private static Wire.SyncItem wire(SyncItem item) {
        var wire = Wire.SyncItem.newBuilder();
        var conversation = item.conversation().toBytes();
        if (item instanceof ReadPosition read) {
            wire.setRead(Wire.ReadPosition.newBuilder()
                    .setConversationId(conversation)
                    .setUpTo(RefCodec.wire(read.upTo())));
        } else if (item instanceof ConversationSettings settings) {
            wire.setConversation(wire(settings));
        } else if (item instanceof DeleteForMe delete) {
            var refs = Wire.DeleteForMe.newBuilder().setConversationId(conversation);
            delete.messages().forEach(message -> refs.addMessages(RefCodec.wire(message)));
            wire.setDeleteForMe(refs);
        } else if (item instanceof Star star) {
            wire.setStar(Wire.Star.newBuilder()
                    .setConversationId(conversation)
                    .setMessage(RefCodec.wire(star.message()))
                    .setRevision(star.revision().value())
                    .setStarred(star.starred()));
        } else if (item instanceof ClearConversation clear) {
            wire.setClear(Wire.ClearConversation.newBuilder()
                    .setConversationId(conversation)
                    .setUpTo(RefCodec.wire(clear.upTo())));
        } else if (item instanceof ViewOnceOpened opened) {
            wire.setOpened(Wire.ViewOnceOpened.newBuilder()
                    .setConversationId(conversation)
                    .setMessage(RefCodec.wire(opened.message())));
        }
        return wire.build();
    }
}
