package io.waggle.protocol.content;

import java.util.HashSet;
import java.util.List;

/**
 * What somebody chooses in a poll. Whether the poll {@linkplain Poll#allows allows} it shows when the poll is there.
 *
 * @param options indexes from 0 to {@value ContentLimits#POLL_OPTIONS} - 1, none twice; none: the vote is taken back
 */
public record PollVote(MessageRef message, Revision revision, List<Integer> options) implements MessageChange {

    /** Takes a vote within the bounds. @throws IllegalArgumentException if it is not */
    public PollVote {
        options = List.copyOf(options);
        for (int option : options) {
            Bounds.number(ContentFault.BAD_POLL, "each of PollVote.options", option, 0, ContentLimits.POLL_OPTIONS - 1);
        }
        Bounds.that(
                new HashSet<>(options).size() == options.size(),
                ContentFault.BAD_POLL,
                "PollVote.options has one twice");
    }
}
