package io.waggle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Everything that a broker has printed, over all its starts, and where the present start begins. */
final class BrokerLog {

    private static final int TAIL_LINES = 60;

    private final Path file;
    private int startOfPresent;

    BrokerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** What is printed from now on belongs to a new start. */
    void beginStart() {
        startOfPresent = bytes().length;
    }

    String ofPresentStart() {
        byte[] all = bytes();
        return text(Arrays.copyOfRange(all, Math.min(startOfPresent, all.length), all.length));
    }

    String all() {
        return text(bytes());
    }

    String tail() {
        String[] lines = ofPresentStart().split("\n", -1);
        return String.join("\n", Arrays.copyOfRange(lines, Math.max(0, lines.length - TAIL_LINES), lines.length));
    }

    private byte[] bytes() {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
