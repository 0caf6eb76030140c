package io.waggle.demo;

import io.waggle.protocol.Address;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Person} in a process of its own. Its words go to a listener, a line each, on a thread of this object; the process
 * ends when this JVM does, for its input ends then.
 */
final class PersonProcess implements AutoCloseable {

    private final Address person;
    private final URI server;
    private final Path directory;
    private final String token;
    private final BiConsumer<Address, String> words;
    private @Nullable Process process;
    private @Nullable BufferedWriter orders;
    private @Nullable Thread reader;

    PersonProcess(Address person, URI server, Path directory, String token, BiConsumer<Address, String> words) {
        this.person = person;
        this.server = server;
        this.directory = directory;
        this.token = token;
        this.words = words;
    }

    Address person() {
        return person;
    }

    Path directory() {
        return directory;
    }

    /** Starts the process, again if it was killed: on the same disk. */
    synchronized void start() throws IOException {
        Files.createDirectories(directory);
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Person.class.getName(),
                        person.clientId(),
                        server.toString(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("errors.log").toFile()))
                .start();
        process = started;
        orders = new BufferedWriter(new OutputStreamWriter(started.getOutputStream(), StandardCharsets.UTF_8));
        reader = new Thread(() -> listen(started), "demo-" + person);
        reader.setDaemon(true);
        reader.start();
        order(token);
    }

    private void listen(Process speaker) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(speaker.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                words.accept(person, line);
            }
        } catch (IOException e) {
            words.accept(person, "GONE"); // killed in the middle of a word
        }
    }

    /** Tells the person to do something. Lost if the process is dead, like anything said to a dead phone. */
    synchronized void order(String line) {
        try {
            if (orders != null) {
                orders.write(line + "\n");
                orders.flush();
            }
        } catch (IOException e) {
            orders = null; // it was killed; it is given orders again when it is started again
        }
    }

    /** SIGKILL; returns when the process is gone and its last word was heard. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    /** Lets the person finish: its client closes in order. */
    @Override
    public void close() {
        Process running = process;
        BufferedWriter input = orders;
        try {
            if (input != null) {
                input.close();
            }
            if (running != null && !running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (IOException e) {
            if (running != null) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Process running) throws InterruptedException {
        running.waitFor();
        if (reader != null) {
            reader.join();
        }
    }
}
