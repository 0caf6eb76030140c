package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.MessageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words of what is shown; within a transaction that the caller holds. */
final class SearchTable {

    private static final int MAX_WORDS = 16;

    /** The message at the position has this text now. */
    void put(SqlSession session, long position, String text) {
        remove(session, position);
        if (!text.isEmpty()) {
            session.execute("INSERT INTO searchable (docid, body) VALUES (?, ?)", position, text);
        }
    }

    void remove(SqlSession session, long position) {
        session.execute("DELETE FROM searchable WHERE docid = ?", position);
    }

    /** What answers the question, the newest first. */
    List<MessageRef> find(SqlSession session, String question, Optional<ConversationId> within, int limit) {
        String select =
                "SELECT m.account, m.device, m.message_id FROM searchable s JOIN message m ON m.position = s.docid"
                        + " WHERE s.body MATCH ?";
        String order = " ORDER BY m.place DESC, m.sub DESC LIMIT ?";
        return within.isPresent()
                ? session.list(
                        select + " AND m.conversation = ?" + order,
                        SearchTable::ref,
                        question,
                        Columns.bytes(within.get()),
                        (long) limit)
                : session.list(select + order, SearchTable::ref, question, (long) limit);
    }

    private static MessageRef ref(SqlSession.Row row) {
        return new MessageRef(Columns.address(row, 0), Columns.messageId(row, 2));
    }

    /**
     * The question that finds texts that have, for each word of what a person types, one that begins with it. Nothing but words is
     * left, so nothing is taken for syntax. Empty if there are none.
     */
    static String question(String typed) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        typed.codePoints().forEach(codePoint -> {
            if (Character.isLetterOrDigit(codePoint) || Character.getType(codePoint) == Character.NON_SPACING_MARK) {
                word.appendCodePoint(codePoint);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        });
        if (word.length() > 0) {
            words.add(word.toString());
        }
        StringBuilder question = new StringBuilder();
        for (String each : words.subList(0, Math.min(words.size(), MAX_WORDS))) {
            question.append(question.length() == 0 ? "" : " ")
                    .append(each.toLowerCase(Locale.ROOT))
                    .append('*');
        }
        return question.toString();
    }
}
