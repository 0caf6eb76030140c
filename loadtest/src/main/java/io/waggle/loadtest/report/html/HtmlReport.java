package io.waggle.loadtest.report.html;

import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.run.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes a page that someone can mail, archive and show: it refers to nothing outside itself, and its security policy forbids a
 * browser to run or fetch anything even if something of a result got through the escaping.
 */
public final class HtmlReport {

    private static final String STYLE = "report.css";
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HtmlReport() {}

    /** Writes a run's page over whatever was there. */
    public static void write(RunResult result, Path file) {
        write(page(result), file);
    }

    /** Writes a comparison's page over whatever was there. */
    public static void write(Comparison comparison, Path file) {
        write(page(comparison), file);
    }

    /** Writes a capacity's page over whatever was there. */
    public static void write(Capacity capacity, Path file) {
        write(page(capacity), file);
    }

    static String page(RunResult result) {
        return page(result.scenario() + " on " + result.target(), html -> new RunPage(result).draw(html));
    }

    static String page(Comparison comparison) {
        return page(comparison.scenario() + ": a comparison", html -> new ComparisonPage(comparison).draw(html));
    }

    static String page(Capacity capacity) {
        return page("capacity of " + capacity.target(), html -> new CapacityPage(capacity).draw(html));
    }

    /** A time for a person. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String page(String title, Consumer<Html> content) {
        Html html = new Html();
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", Tables.shortened(title) + " – Waggle load test");
        html.open("style").trusted(style()).close();
        html.close().open("body").open("main");
        content.accept(html);
        html.element("footer", "Written by Waggle's load test. This page needs no network and no script.");
        return html.close().close().close().toString();
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
            return new String(Objects.requireNonNull(in, STYLE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STYLE, e);
        }
    }

    private static void write(String page, Path file) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
