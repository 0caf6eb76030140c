package io.waggle.protocol.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the specification as the parts that can be checked: sections by their headings, tables, named blocks of hex. */
final class SpecDocument {

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,4} (.+)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```hex ([a-z-]+)\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Z]+\\.md)?#([^)]+)\\)");

    private final String page;
    private final String text;

    private SpecDocument(String page, String text) {
        this.page = page;
        this.text = text;
    }

    static SpecDocument read(String page) throws IOException {
        return new SpecDocument(page, Files.readString(Path.of(page)));
    }

    /** The blocks that begin with {@code ```hex NAME}. */
    Map<String, String> hexBlocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (blocks.put(block.group(1), block.group(2)) != null) {
                throw new IllegalStateException("two blocks are named " + block.group(1));
            }
        }
        return blocks;
    }

    String hexBlock(String name) {
        return Optional.ofNullable(hexBlocks().get(name))
                .orElseThrow(() -> new IllegalArgumentException(page + " has no hex block " + name));
    }

    /** How many blocks begin with {@code ```hex}, named or not. */
    long hexFences() {
        return text.lines().filter(line -> line.startsWith("```hex")).count();
    }

    /** The cells of every table row between the heading and the next one, without code marks; header rows included. */
    List<List<String>> tableUnder(String heading) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : sectionUnder(heading).lines().toList()) {
            if (line.startsWith("|") && !line.startsWith("|-")) {
                rows.add(Arrays.stream(line.substring(1).split("(?<!\\\\)\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList());
            }
        }
        return rows;
    }

    private String sectionUnder(String heading) {
        Matcher start = Pattern.compile("(?m)^#{1,4} `?" + Pattern.quote(heading) + "`?$")
                .matcher(text);
        if (!start.find()) {
            throw new IllegalArgumentException(page + " has no section " + heading);
        }
        Matcher next = HEADING.matcher(text);
        return next.find(start.end()) ? text.substring(start.end(), next.start()) : text.substring(start.end());
    }

    /** The sections that this page links to, by the page that they are on: this one or another. */
    Map<String, Set<String>> linkedAnchors() {
        Map<String, Set<String>> linked = new TreeMap<>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            String target = link.group(1) == null ? page : link.group(1);
            linked.computeIfAbsent(target, any -> new TreeSet<>()).add(link.group(2));
        }
        return linked;
    }

    /** What the headings can be linked by. */
    Set<String> anchors() {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
