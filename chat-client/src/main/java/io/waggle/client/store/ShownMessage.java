package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message with all that was said about it: what is shown.
 *
 * @param message as it was sent
 * @param deleted whether it was deleted for everyone; then nothing but that is left of it
 * @param text what it says now, of a text or a caption; nothing if it says nothing
 * @param edited whether that is not what it said at first
 * @param reactions what people feel about it
 * @param votes of a poll, the options that each has chosen
 * @param moved of a live location, the last that is known; nothing if it is where it began
 * @param opened of a message to be viewed once, whether it was
 * @param disappearsAt when it does; nothing if it does not, or has not been read yet
 */
public record ShownMessage(
        StoredMessage message,
        boolean deleted,
        Optional<Text> text,
        boolean edited,
        Map<AccountId, String> reactions,
        Map<AccountId, List<Integer>> votes,
        Optional<LiveLocationUpdate> moved,
        boolean pinned,
        boolean starred,
        boolean opened,
        Optional<Instant> disappearsAt)
        implements TimelineEntry {

    public ShownMessage {
        reactions = Map.copyOf(reactions);
        votes = Map.copyOf(votes);
    }

    @Override
    public Place place() {
        return message.place();
    }
}
