package io.waggle.demo;

import io.waggle.protocol.MessageId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a person has seen, in a file, in the order of seeing: the ledger's witness. A message shown a second time by the same
 * process is written a second time, so that it is counted; one that an earlier process showed and could not acknowledge any
 * more is found and not shown again.
 */
final class Screen {

    private static final String FILE = "screen.log";

    private final BufferedWriter writer;
    private final Set<MessageId> shownEarlier;

    private Screen(BufferedWriter writer, Set<MessageId> shownEarlier) {
        this.writer = writer;
        this.shownEarlier = shownEarlier;
    }

    static Screen open(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Set<MessageId> earlier = Files.exists(file) ? new HashSet<>(read(directory)) : Set.of();
        return new Screen(
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                earlier);
    }

    /** What was seen, in order. A line that a kill cut short was not seen, for nothing had been said of it yet. */
    static List<MessageId> read(Path directory) throws IOException {
        List<MessageId> shown = new ArrayList<>();
        for (String line : Files.readString(directory.resolve(FILE)).split("\n", -1)) {
            if (line.length() == 36) {
                shown.add(MessageId.parse(line));
            }
        }
        return shown;
    }

    /** Shows a message. Answers whether it is new to the person. */
    boolean show(MessageId message) throws IOException {
        if (shownEarlier.contains(message)) {
            return false;
        }
        writer.write(message + "\n");
        writer.flush();
        return true;
    }
}
