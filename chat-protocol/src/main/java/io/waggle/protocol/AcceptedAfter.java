package io.waggle.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the reason string of a PUBACK with reason code 0x00 says of the messages and group changes of the frame, which all were
 * accepted: {@code ACCEPTED_AFTER 41}, the last row of the sender's own inbox when it was. So the sender knows where what it sent
 * stands between what it received: behind that row and before the next, as everybody else has it.
 *
 * @param rows of each message and group change, in the order of the frame
 */
public record AcceptedAfter(List<InboxSequence> rows) {

    private static final String WORD = "ACCEPTED_AFTER ";
    private static final Pattern SYNTAX = Pattern.compile(WORD + "([0-9]{1,19}(?:,[0-9]{1,19})*)");

    /** Takes the rows. */
    public AcceptedAfter {
        rows = List.copyOf(rows);
    }

    /** The reason string: one number where all are alike. Empty if there is nothing to tell. */
    public String reason() {
        if (rows.isEmpty()) {
            return "";
        }
        InboxSequence first = rows.get(0);
        if (rows.stream().allMatch(first::equals)) {
            return WORD + first.value();
        }
        StringBuilder text = new StringBuilder(WORD);
        rows.forEach(row -> text.append(row.value()).append(','));
        return text.substring(0, text.length() - 1);
    }

    /** What the reason string tells of that many messages and group changes; nothing if it tells of something else. */
    public static Optional<AcceptedAfter> parse(String reason, int count) {
        Matcher matcher = SYNTAX.matcher(reason);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<InboxSequence> rows = new ArrayList<>(count);
        try {
            for (String number : matcher.group(1).split(",", -1)) {
                rows.add(new InboxSequence(Long.parseLong(number)));
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (rows.size() == 1 && count > 1) {
            return Optional.of(new AcceptedAfter(Collections.nCopies(count, rows.get(0))));
        }
        return rows.size() == count ? Optional.of(new AcceptedAfter(rows)) : Optional.empty();
    }
}
