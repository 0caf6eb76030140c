package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Texts at random: of one to four bytes a character, with spans that end where characters do. Single-threaded. */
final class Texts {

    private static final int[] CHARACTERS = {'a', ' ', '\n', 0, 0xE9, 0x202E, 0x20AC, 0x1F44D, 0x10FFFF};
    private static final int FULL = 16;

    private final RandomGenerator random;

    Texts(RandomGenerator random) {
        this.random = random;
    }

    /** Of so many bytes in UTF-8: a few, and now and then as many as may be. */
    String bytes(int least, int most) {
        int size = random.nextInt(FULL) == 0 ? most : random.nextInt(least, Math.min(most, least + 40) + 1);
        StringBuilder text = new StringBuilder();
        int left = size;
        while (left > 0) {
            int character = CHARACTERS[random.nextInt(CHARACTERS.length)];
            int length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (length <= left) {
                text.appendCodePoint(character);
                left -= length;
            }
        }
        return text.toString();
    }

    Text text() {
        if (random.nextInt(4) == 0) {
            LinkPreview preview = preview();
            int room = ContentLimits.TEXT_BYTES - preview.url().length();
            String body = bytes(0, room) + preview.url();
            return new Text(body, spans(body), Optional.of(preview));
        }
        String body = bytes(1, ContentLimits.TEXT_BYTES);
        return new Text(body, spans(body), Optional.empty());
    }

    Optional<Text> caption() {
        return random.nextBoolean() ? Optional.of(text()) : Optional.empty();
    }

    private LinkPreview preview() {
        String scheme = random.nextBoolean() ? "http://" : "https://";
        int length = random.nextInt(FULL) == 0 ? ContentLimits.URL_BYTES : random.nextInt(scheme.length(), 80);
        return new LinkPreview(
                scheme + "u".repeat(length - scheme.length()),
                bytes(0, ContentLimits.NAME_BYTES),
                bytes(0, ContentLimits.DESCRIPTION_BYTES),
                Pictures.thumbnail(random));
    }

    private List<Span> spans(String body) {
        List<Span> spans = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int from = boundary(body, random.nextInt(body.length()));
            int to = boundary(body, random.nextInt(body.length()) + 1);
            if (to > from) {
                spans.add(new Span(from, to - from, what()));
            }
        }
        spans.sort(Comparator.comparingInt(Span::start).thenComparingInt(Span::length));
        return spans;
    }

    private static int boundary(String body, int at) {
        boolean splits = at > 0 && at < body.length() && Character.isLowSurrogate(body.charAt(at));
        return splits ? at - 1 : at;
    }

    private Span.What what() {
        Span.Style[] styles = Span.Style.values();
        return random.nextBoolean()
                ? styles[random.nextInt(styles.length)]
                : new Span.Mention(new AccountId("a".repeat(random.nextInt(1, AccountId.MAX_LENGTH + 1))));
    }
}
