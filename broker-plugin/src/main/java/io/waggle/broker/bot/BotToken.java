package io.waggle.broker.bot;

import io.waggle.broker.secret.RandomToken;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a bot signs in with: {@value #PREFIX}, by which scanners of leaked secrets can know it, and a {@link RandomToken}. A secret,
 * which {@code toString} leaves out.
 */
public record BotToken(String text) {

    private static final String PREFIX = "waggle_bot_";

    /** Takes a token. @throws IllegalArgumentException if it cannot be one, without the text */
    public BotToken {
        if (!isOne(text)) {
            throw new IllegalArgumentException("not the token of a bot");
        }
    }

    /** A new one. */
    static BotToken next(SecureRandom random) {
        return new BotToken(PREFIX + RandomToken.next(random));
    }

    /** The token that the text is; nothing if it cannot be one. */
    public static Optional<BotToken> parse(String text) {
        return isOne(text) ? Optional.of(new BotToken(text)) : Optional.empty();
    }

    private static boolean isOne(String text) {
        return text.startsWith(PREFIX) && RandomToken.isOne(text.substring(PREFIX.length()));
    }

    /** What is kept of it, 32 bytes. */
    byte[] hash() {
        return RandomToken.hash(text.substring(PREFIX.length()));
    }

    @Override
    public String toString() {
        return "BotToken[hidden]";
    }
}
