package io.waggle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a whole test run has logged, in the directory that {@value #DIRECTORY_PROPERTY} names: brokers leave their logs there when
 * they are closed, and tests note what must not be in any of them. Without the property nothing is kept.
 *
 * <p>Holds no state; several JVMs may use one directory.
 */
public final class TestLogs {

    /** Names the directory. */
    public static final String DIRECTORY_PROPERTY = "waggle.test.logs";

    private static final String SECRETS = "secrets.txt";

    /** What looks like something that is never logged, whoever made it. */
    private static final List<Pattern> NEVER = List.of(
            // JSON Web Token
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"),
            // refresh token
            Pattern.compile("wgr1_[A-Za-z0-9_-]{8,}"),
            // phone number in international form
            Pattern.compile("\\+[1-9][0-9]{7,14}\\b"),
            // e-mail address
            Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}\\b"),
            // user code of a device that wants to be linked
            Pattern.compile("\\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\\b"),
            // private key
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"));

    private TestLogs() {}

    /** A line that should not be there. */
    public record Leak(Path file, int line, String why) {}

    /**
     * Notes something that must be in no log: a code, a token, the text of a message. Long enough not to be anywhere by chance.
     *
     * @throws IllegalArgumentException if it is shorter than 8 characters, or more than a line
     */
    public static void mustNotBeLogged(String secret) {
        if (secret.length() < 8 || secret.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("too short, or several lines, to be looked for");
        }
        directory().ifPresent(directory -> append(directory.resolve(SECRETS), secret + "\n"));
    }

    /** Keeps a copy of the files. */
    static void keep(List<Path> logs) {
        directory()
                .ifPresent(directory -> logs.stream()
                        .filter(Files::isRegularFile)
                        .forEach(log -> append(
                                directory.resolve("broker-" + UUID.randomUUID() + "-" + log.getFileName()),
                                read(log))));
    }

    /**
     * Every line of the run that has something in it that must not be logged.
     *
     * @param ignored lines of those who are no part of Waggle: a test's mail server, for one
     */
    public static List<Leak> leaks(Path directory, Predicate<String> ignored) {
        Set<String> secrets = new LinkedHashSet<>(lines(directory.resolve(SECRETS)));
        List<Leak> leaks = new ArrayList<>();
        for (Path file : logs(directory)) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (!ignored.test(line)) {
                    int number = i + 1;
                    why(line, secrets).ifPresent(why -> leaks.add(new Leak(file, number, why)));
                }
            }
        }
        return leaks;
    }

    /** The logs of a run. */
    public static List<Path> logs(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.endsWith(SECRETS)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many secrets a run has noted. */
    public static int noted(Path directory) {
        return lines(directory.resolve(SECRETS)).size();
    }

    private static Optional<String> why(String line, Set<String> secrets) {
        for (Pattern pattern : NEVER) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return Optional.of("looks like one of " + pattern + ": " + line);
            }
        }
        return secrets.stream().filter(line::contains).findFirst().map(secret -> "holds '" + secret + "': " + line);
    }

    private static Optional<Path> directory() {
        String name = System.getProperty(DIRECTORY_PROPERTY);
        if (name == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.createDirectories(Path.of(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As ISO 8859-1, which takes any bytes: what is looked for in logs is looked for in bytes. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        return Files.exists(file) ? read(file).lines().toList() : List.of();
    }
}
