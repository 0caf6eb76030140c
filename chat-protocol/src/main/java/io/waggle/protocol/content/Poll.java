package io.waggle.protocol.content;

import java.util.HashSet;
import java.util.List;

/**
 * A question with answers to choose from.
 *
 * @param question 1 to {@value ContentLimits#QUESTION_BYTES} bytes of UTF-8
 * @param options 2 to {@value ContentLimits#POLL_OPTIONS}, none twice, each of 1 to {@value ContentLimits#OPTION_BYTES} bytes of
 *     UTF-8
 * @param mostChoices how many of them one person may choose; 0: as many as there are
 */
public record Poll(String question, List<String> options, int mostChoices) implements Shown {

    private static final int LEAST_OPTIONS = 2;

    /** Takes a poll within the bounds. @throws IllegalArgumentException if it is not */
    public Poll {
        Bounds.text(ContentFault.BAD_POLL, "Poll.question", question, 1, ContentLimits.QUESTION_BYTES);
        options = List.copyOf(options);
        Bounds.count(ContentFault.BAD_POLL, "Poll.options", options.size(), LEAST_OPTIONS, ContentLimits.POLL_OPTIONS);
        for (String option : options) {
            Bounds.text(ContentFault.BAD_POLL, "each of Poll.options", option, 1, ContentLimits.OPTION_BYTES);
        }
        Bounds.that(
                new HashSet<>(options).size() == options.size(), ContentFault.BAD_POLL, "Poll.options has one twice");
        Bounds.that(
                mostChoices >= 0 && mostChoices <= options.size(),
                ContentFault.BAD_POLL,
                "Poll.most_choices must be at most the number of options");
    }

    /** Whether a vote is one that can be cast in this poll; the others are ignored. */
    public boolean allows(PollVote vote) {
        int most = mostChoices == 0 ? options.size() : mostChoices;
        return vote.options().size() <= most && vote.options().stream().allMatch(option -> option < options.size());
    }

    @Override
    public Type type() {
        return Type.POLL;
    }
}
