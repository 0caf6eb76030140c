package io.waggle.loadtest.report.html;

import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.scenario.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts that runs and comparisons have in common. */
final class Tables {

    /** Longer, nobody reads it; and a broker may say as much as it likes. */
    private static final int LONGEST = 400;

    private Tables() {}

    /** A section with its heading; the caller closes it. */
    static Html section(Html html, String heading, String style) {
        return html.open("section", "class", style).element("h2", heading);
    }

    /** A cell of a heading row, with what is measured in smaller type below. */
    static void head(Html html, String... columns) {
        html.open("thead").open("tr");
        for (String column : columns) {
            int unit = column.indexOf('|');
            html.open("th", "scope", "col").text(unit < 0 ? column : column.substring(0, unit));
            if (unit >= 0) {
                html.element("span", column.substring(unit + 1), "class", "unit");
            }
            html.close();
        }
        html.close().close();
    }

    /** A table with a heading column; it scrolls by itself where the page is too narrow; the caller closes twice. */
    static Html open(Html html, String style) {
        return html.open("div", "class", "scroll").open("table", "class", style);
    }

    /** Rows of a name, a figure and what it means. */
    static void explained(Html html, List<List<String>> rows) {
        open(html, "explained").open("tbody");
        for (List<String> row : rows) {
            html.open("tr")
                    .element("th", row.get(0), "scope", "row")
                    .element("td", row.get(1), "class", "number")
                    .element("td", row.get(2), "class", "meaning")
                    .close();
        }
        html.close().close().close();
    }

    /** Every parameter; those that are not at their default are marked and come first. */
    static void parameters(Html html, Map<String, String> parameters) {
        List<Map.Entry<String, String>> changed = parameters.entrySet().stream()
                .filter(entry -> isChanged(entry.getKey(), entry.getValue()))
                .toList();
        List<Map.Entry<String, String>> others = parameters.entrySet().stream()
                .filter(entry -> !isChanged(entry.getKey(), entry.getValue()))
                .toList();
        section(html, "Scenario parameters", "parameters");
        html.element(
                "p",
                changed.isEmpty()
                        ? "All are at their defaults."
                        : "● marks those that differ from their default; the others follow.");
        open(html, "settings");
        head(html, "Parameter", "Value", "Default", "Meaning, and what is allowed");
        html.open("tbody");
        changed.forEach(entry -> parameter(html, entry, "changed", "● "));
        others.forEach(entry -> parameter(html, entry, "default", ""));
        html.close().close().close().close();
    }

    private static void parameter(Html html, Map.Entry<String, String> entry, String style, String mark) {
        Optional<Parameter> known = named(entry.getKey());
        html.open("tr", "class", style)
                .element("th", mark + entry.getKey(), "scope", "row")
                .element("td", entry.getValue(), "class", "value")
                .element("td", known.map(Parameter::byDefault).orElse(Numbers.UNKNOWN), "class", "value")
                .element("td", known.map(Parameter::meaning).orElse(""), "class", "meaning")
                .close();
    }

    private static boolean isChanged(String key, String value) {
        return named(key).map(known -> !known.byDefault().equals(value)).orElse(true);
    }

    private static Optional<Parameter> named(String key) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.key().equals(key))
                .findAny();
    }

    /** The generator's machine; the caller says whether brokers ran on it. */
    static void machine(Html html, Machine machine, String note) {
        section(html, "Machine", "machine");
        html.open("dl");
        entry(html, "Processor", machine.cpu().isEmpty() ? Numbers.UNKNOWN : machine.cpu());
        entry(html, "Cores", Integer.toString(machine.cores()));
        entry(html, "Memory", machine.memoryBytes() > 0 ? Numbers.bytes(machine.memoryBytes()) : Numbers.UNKNOWN);
        entry(html, "System", machine.system());
        entry(html, "Java", machine.java());
        html.close();
        html.element("p", note, "class", "note");
        html.close();
    }

    private static void entry(Html html, String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close();
    }

    /** How to read the page; paragraphs in turn. */
    static void reading(Html html, List<String> paragraphs) {
        section(html, "How to read this page", "reading");
        html.open("ul");
        paragraphs.forEach(paragraph -> html.element("li", paragraph));
        html.close().close();
    }

    /** As much of a text as is shown. */
    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
