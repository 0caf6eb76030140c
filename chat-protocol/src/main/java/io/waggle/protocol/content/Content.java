package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.util.Optional;

/**
 * The content of a message. Everything beside the kind is of kinds that are {@link Shown} alone.
 *
 * @param quote the message that this one answers
 * @param forwarded how often it has been forwarded, 0 to {@value ContentLimits#FORWARDED}; 0: it was written for this
 *     conversation
 * @param disappearsAfter to be removed so long after it was read (by its sender: after it was sent), up to {@link
 *     ContentLimits#DISAPPEARING}, rounded up to whole seconds; zero: never
 * @param viewOnce to be shown once and then removed; an image, video or voice note that was not forwarded
 * @param to in a conversation of two, the account that it is sent to; with any kind
 */
public record Content(
        Kind kind,
        Optional<Quote> quote,
        int forwarded,
        Duration disappearsAfter,
        boolean viewOnce,
        Optional<AccountId> to) {

    /** From here on people are told that it was forwarded many times. */
    public static final int FORWARDED_MANY_TIMES = 5;

    /** Takes a content within the bounds. @throws IllegalArgumentException if it is not */
    public Content {
        Bounds.number(ContentFault.BAD_OPTION, "Content.forwarded", forwarded, 0, ContentLimits.FORWARDED);
        disappearsAfter = Bounds.seconds(
                ContentFault.BAD_OPTION,
                "Content.disappears_after_seconds",
                disappearsAfter,
                Duration.ZERO,
                ContentLimits.DISAPPEARING);
        Bounds.that(
                !viewOnce || (mayBeViewedOnce(kind) && forwarded == 0),
                ContentFault.BAD_OPTION,
                "Content.view_once is of an image, video or voice note that was not forwarded");
        Bounds.that(
                kind instanceof Shown || (!quote.isPresent() && forwarded == 0 && disappearsAfter.isZero()),
                ContentFault.BAD_OPTION,
                "only what is shown is a quote, forwarded, or disappears");
    }

    /** One that does not say whom it is for. @throws IllegalArgumentException if it is not within the bounds */
    public Content(Kind kind, Optional<Quote> quote, int forwarded, Duration disappearsAfter, boolean viewOnce) {
        this(kind, quote, forwarded, disappearsAfter, viewOnce, Optional.empty());
    }

    /** The kind, and nothing beside it. */
    public static Content of(Kind kind) {
        return new Content(kind, Optional.empty(), 0, Duration.ZERO, false);
    }

    /** The same as an answer. @throws IllegalArgumentException if the kind is not shown */
    public Content answering(Quote message) {
        return new Content(kind, Optional.of(message), forwarded, disappearsAfter, viewOnce, to);
    }

    /**
     * What is sent when somebody forwards it: the same kind (of a live location, where it began), forwarded once more, without
     * the quote and without an end.
     *
     * @throws IllegalArgumentException if it is to be viewed once, a call, or not shown
     */
    public Content forward() {
        Bounds.that(!(kind instanceof Call), ContentFault.BAD_OPTION, "a call is not forwarded");
        Kind same = kind instanceof LiveLocation live ? live.location() : kind;
        int times = Math.min(forwarded + 1, ContentLimits.FORWARDED);
        return new Content(same, Optional.empty(), times, Duration.ZERO, viewOnce);
    }

    /** The same, with its end. @throws IllegalArgumentException if the kind is not shown, or the time out of bounds */
    public Content disappearing(Duration after) {
        return new Content(kind, quote, forwarded, after, viewOnce, to);
    }

    /** The same, to be viewed once. @throws IllegalArgumentException if it cannot be */
    public Content viewedOnce() {
        return new Content(kind, quote, forwarded, disappearsAfter, true, to);
    }

    /** The same, for the account in the conversation of the two. */
    public Content to(AccountId account) {
        return new Content(kind, quote, forwarded, disappearsAfter, viewOnce, Optional.of(account));
    }

    private static boolean mayBeViewedOnce(Kind kind) {
        return kind instanceof Image || kind instanceof Video || kind instanceof VoiceNote;
    }
}
