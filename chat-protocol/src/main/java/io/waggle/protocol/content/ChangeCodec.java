package io.waggle.protocol.content;

import io.waggle.protocol.content.wire.Wire;

/** What changes other messages, and the conversation. */
final class ChangeCodec {

    private ChangeCodec() {}

    static Edit edit(Wire.Edit wire) {
        return new Edit(
                RefCodec.ref(wire.getMessage()),
                new Revision(wire.getRevision()),
                TextCodec.caption(wire.hasText(), wire.getText()));
    }

    static DeleteForEveryone delete(Wire.DeleteForEveryone wire) {
        return new DeleteForEveryone(RefCodec.ref(wire.getMessage()));
    }

    static Reaction reaction(Wire.Reaction wire) {
        return new Reaction(RefCodec.ref(wire.getMessage()), new Revision(wire.getRevision()), wire.getEmoji());
    }

    static PollVote pollVote(Wire.PollVote wire) {
        return new PollVote(RefCodec.ref(wire.getPoll()), new Revision(wire.getRevision()), wire.getOptionsList());
    }

    static Pin pin(Wire.Pin wire) {
        return new Pin(RefCodec.ref(wire.getMessage()), new Revision(wire.getRevision()), wire.getPinned());
    }

    static TimerChange timer(Wire.TimerChange wire) {
        return new TimerChange(new Revision(wire.getRevision()), TimeCodec.seconds(wire.getSeconds()));
    }

    /** Signals of calls are not among them. */
    static void write(Change change, Wire.Content.Builder wire) {
        if (change instanceof Edit edit) {
            wire.setEdit(wire(edit));
        } else if (change instanceof DeleteForEveryone delete) {
            wire.setDeleteForEveryone(Wire.DeleteForEveryone.newBuilder().setMessage(RefCodec.wire(delete.message())));
        } else if (change instanceof Reaction reaction) {
            wire.setReaction(Wire.Reaction.newBuilder()
                    .setMessage(RefCodec.wire(reaction.message()))
                    .setRevision(reaction.revision().value())
                    .setEmoji(reaction.emoji()));
        } else if (change instanceof PollVote vote) {
            wire.setPollVote(Wire.PollVote.newBuilder()
                    .setPoll(RefCodec.wire(vote.message()))
                    .setRevision(vote.revision().value())
                    .addAllOptions(vote.options()));
        } else if (change instanceof LiveLocationUpdate update) {
            wire.setLiveLocationUpdate(PlaceCodec.wire(update));
        } else if (change instanceof Pin pin) {
            wire.setPin(Wire.Pin.newBuilder()
                    .setMessage(RefCodec.wire(pin.message()))
                    .setRevision(pin.revision().value())
                    .setPinned(pin.pinned()));
        } else if (change instanceof TimerChange timer) {
            wire.setTimerChange(Wire.TimerChange.newBuilder()
                    .setRevision(timer.revision().value())
                    .setSeconds(TimeCodec.seconds(timer.after())));
        }
    }

    private static Wire.Edit.Builder wire(Edit edit) {
        var wire = Wire.Edit.newBuilder()
                .setMessage(RefCodec.wire(edit.message()))
                .setRevision(edit.revision().value());
        edit.text().ifPresent(text -> wire.setText(TextCodec.wire(text)));
        return wire;
    }
}
