package io.waggle.loadtest.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.loadtest.capacity.CapacitySamples;
import io.waggle.loadtest.run.RunResult;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pages are parsed as XML, which they are too, and kept in target/report-samples for a person to look at. */
class HtmlReportTest {

    private static final Path KEPT = Path.of("target", "report-samples");

    private static final Pattern BROKEN_NUMBER = Pattern.compile("NaN|Infinity|∞|null");

    static Stream<Named<String>> pages() {
        return Stream.of(
                page("run", Samples.run()),
                page("idle", Samples.idle()),
                page("single-interval", Samples.singleInterval()),
                page("unknown-broker", Samples.unknownBroker()),
                page("hostile", Samples.hostile()),
                page("no-deliveries", Samples.noDeliveries()),
                page("behind", Samples.behind()),
                page("soak", Samples.soak()),
                Named.of("comparison", HtmlReport.page(Samples.comparison())),
                Named.of("poor-comparison", HtmlReport.page(Samples.poorComparison())),
                Named.of("broken-comparison", HtmlReport.page(Samples.brokenComparison())),
                Named.of("capacity", HtmlReport.page(CapacitySamples.found())),
                Named.of("capacity-behind", HtmlReport.page(CapacitySamples.behind())),
                Named.of("capacity-hostile", HtmlReport.page(CapacitySamples.hostile(Samples.HOSTILE))));
    }

    private static Named<String> page(String name, RunResult result) {
        return Named.of(name, page(result));
    }

    private static String page(RunResult result) {
        return HtmlReport.page(result);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void refersToNothingOutsideItself(String page) throws Exception {
        Document document = parse(page);

        for (String tag : List.of("script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "use")) {
            assertThat(document.getElementsByTagName(tag).getLength()).as(tag).isZero();
        }
        for (Element element : elements(document, "*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String attribute = element.getAttributes().item(i).getNodeName();
                assertThat(attribute)
                        .isNotIn("src", "href", "xlink:href", "srcset", "style")
                        .doesNotStartWith("on");
            }
        }
        String style = document.getElementsByTagName("style").item(0).getTextContent();
        assertThat(style).doesNotContain("url(", "@import", "http", "<");
        assertThat(page).contains("default-src &#39;none&#39;").doesNotContain("src=\"", "href=\"");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void drawsNoPlotThatIsEmptyOrBroken(String page) throws Exception {
        Document document = parse(page);

        assertThat(document.getDocumentElement().getTextContent()).doesNotContainPattern(BROKEN_NUMBER);
        for (Element path : elements(document, "path")) {
            assertThat(path.getAttribute("d")).matches("([MLHVv][-0-9. ]+)+");
        }
        for (Element chart : charts(document)) {
            assertThat(chart.getElementsByTagName("circle").getLength())
                    .as(title(chart))
                    .isPositive();
            assertThat(chart.getElementsByTagName("title").getLength())
                    .as(title(chart))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void escapesWhatABrokerSays(String page) throws Exception {
        assertThat(page).doesNotContain("<script", "onerror=\"", "\u0000", "\u202E");
        parse(page);
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        Document document = parse(page(Samples.hostile()));

        String shown = Samples.HOSTILE.replace('\u0000', '�').replace('\u202E', '�');
        assertThat(elements(document, "td")).extracting(Element::getTextContent).contains(shown, "x".repeat(400) + "…");
        assertThat(text(document, "h1")).isEqualTo(shown + " on " + shown);
    }

    @Test
    void saysThatARunPassedAndPlotsAllThatWasMeasured() throws Exception {
        Document document = parse(page(Samples.run()));

        assertThat(text(document, "h2")).isEqualTo("✓ Passed");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("All 37,500 acknowledged messages reached every recipient, once and in order.");
        assertThat(titles(document))
                .containsExactly(
                        "Latency over time",
                        "Latency distribution",
                        "Throughput over time",
                        "Broker CPU",
                        "Broker memory",
                        "Generator CPU");
        assertThat(elements(document, "title"))
                .extracting(Element::getTextContent)
                .contains("max: 2,829 ms at 30 s");
    }

    @Test
    void saysWhatFailedInWords() throws Exception {
        assertThat(text(parse(page(Samples.hostile())), "h2")).isEqualTo("✗ Failed: a promise was broken");
        assertThat(text(parse(page(Samples.behind())), "h2")).isEqualTo("✗ No verdict: the generator fell behind");
        assertThat(text(parse(page(Samples.noDeliveries())), "h2"))
                .isEqualTo("✗ Failed: not everything that was to happen happened");
    }

    @Test
    void showsNoLatencyWhereNothingIsSent() throws Exception {
        Document document = parse(page(Samples.idle()));

        assertThat(titles(document)).containsExactly("Broker CPU", "Broker memory", "Generator CPU");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("Nothing is sent in this scenario", "no messages were sent", "8.22 KiB", "19,000")
                .doesNotContain("Latency p50", "Every message", "µs per delivery");
    }

    @Test
    void showsThatNothingWasDelivered() throws Exception {
        Document document = parse(page(Samples.noDeliveries()));

        assertThat(titles(document)).contains("Throughput over time").doesNotContain("Latency over time");
        assertThat(tile(document, "Throughput")).isEqualTo("0");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("37500 messages were not answered.", "so there is no latency to plot")
                .doesNotContain("once and in order");
    }

    @Test
    void plotsNothingOverTimeThatHasOnlyOneInterval() throws Exception {
        Document document = parse(page(Samples.singleInterval()));

        assertThat(titles(document)).containsExactly("Latency distribution");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("0.940 s", "over too soon for plots over time");
    }

    @Test
    void showsADashForABrokerWhoseUsageIsNotKnown() throws Exception {
        Document document = parse(page(Samples.unknownBroker()));

        assertThat(titles(document)).contains("Generator CPU").doesNotContain("Broker CPU", "Broker memory");
        assertThat(tile(document, "Broker CPU")).isEqualTo("–");
        assertThat(tile(document, "Broker memory")).isEqualTo("–");
        assertThat(tile(document, "Latency p50")).isEqualTo("2.29");
    }

    @Test
    void marksParametersThatAreNotAtTheirDefault() throws Exception {
        List<String> marked = elements(parse(page(Samples.run())), "tr").stream()
                .filter(row -> row.getAttribute("class").equals("changed"))
                .map(row -> row.getElementsByTagName("th").item(0).getTextContent())
                .toList();

        assertThat(marked).containsExactly("● rate", "● receipts", "● warm-up", "● duration");
    }

    @Test
    void keepsThePageOfALongRunSmall() {
        assertThat(page(Samples.soak())).hasSizeLessThan(600_000);
    }

    @Test
    void comparesWithEveryPeer() throws Exception {
        Document document = parse(HtmlReport.page(Samples.comparison()));

        assertThat(titles(document))
                .containsExactly(
                        "Throughput", "Latency p99", "CPU per delivery, full speed", "CPU per delivery, fixed rate");
        assertThat(elements(charts(document).get(0), "title"))
                .extracting(Element::getTextContent)
                .containsExactly(
                        "bare-memory: 1.41× (1.31–1.49)",
                        "bare-file: 2.35× (2.19–2.49)",
                        "mosquitto: 1.02× (0.95–1.09)");
        assertThat(document.getDocumentElement().getTextContent())
                .contains(
                        "Against bare-memory: 41\u00a0% more throughput; 58\u00a0% higher p99 latency; 23\u00a0% less CPU time")
                .contains("Against bare-file: 2.35 times the throughput")
                .contains("Against mosquitto: no clear difference in throughput")
                .contains("written to files that are not fsynced")
                .contains("0.612 ms");
    }

    @Test
    void saysOfADrainWhatItsLatencyIs() throws Exception {
        Document document = parse(HtmlReport.page(Samples.drainComparison()));

        assertThat(titles(document)).containsExactly("Throughput", "Latency p99", "CPU per delivery, full speed");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("latency of the drain", "all came back at once")
                .doesNotContain("fixed rate");
    }

    @Test
    void plotsNoRatioThatCannotBeDivided() throws Exception {
        Document document = parse(HtmlReport.page(Samples.poorComparison()));

        assertThat(titles(document)).containsExactly("Throughput");
        assertThat(document.getDocumentElement().getTextContent())
                .contains(
                        "p99 latency: not known",
                        "One round only",
                        "was not measured",
                        "✗ Not every measurement passed");
    }

    @Test
    void takesALatencyOfNothingForUnknown() throws Exception {
        List<String> cells = elements(parse(HtmlReport.page(Samples.poorComparison())), "td").stream()
                .map(Element::getTextContent)
                .toList();

        assertThat(cells)
                .as("medians of three CPU times, two latencies")
                .filteredOn("–not known"::equals)
                .hasSize(5);
        assertThat(cells)
                .as("of three CPU times, five latencies in a round")
                .filteredOn("–"::equals)
                .hasSize(8);
    }

    @Test
    void showsTheSearchAndEveryCurve() throws Exception {
        Document document = parse(HtmlReport.page(CapacitySamples.found()));

        assertThat(text(document, "h2")).isEqualTo("✓ 6,170 messages per second");
        assertThat(titles(document))
                .containsExactly("Latency by rate", "Idle connections", "Inbox depth", "Group size", "Stored bytes");
        Element search = charts(document).get(0);
        assertThat(elements(search, "circle"))
                .extracting(circle -> circle.getAttribute("class"))
                .as("three in the legend; attempts that held, missed, and say nothing")
                .containsOnly("mark-held", "mark-missed", "mark-behind")
                .hasSize(3 + 6 + 6 + 1);
        assertThat(elements(search, "title"))
                .extracting(Element::getTextContent)
                .contains("4,000 messages/s: 11.2 ms, held", "5,660 messages/s: 66.0 ms, p99 was 66.0 ms");
        assertThat(elements(charts(document).get(4), "title"))
                .extracting(Element::getTextContent)
                .contains("CPU per delivery: 156 µs at 1 GB");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("Stored bytes, NOT FLAT: CPU per delivery at 1 GB stored costs 2.60 times")
                .contains("Inbox depth, flat: CPU per message drained at 1,000,000 messages waiting");
    }

    @Test
    void saysWhoseLimitWasFoundAndWhatCannotBeMeasured() throws Exception {
        Document document = parse(HtmlReport.page(CapacitySamples.behind()));

        assertThat(text(document, "h2")).isEqualTo("✗ 4,000 messages per second");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("the generator fell behind: that is its limit and not the broker's")
                .contains("Inbox depth: not measured: plain MQTT cannot.")
                .contains("Idle connections: what the broker uses is not known.");
        assertThat(titles(document)).containsExactly("Latency by rate", "Idle connections");
    }

    @Test
    void saysThatNoRateHeld() throws Exception {
        Document document = parse(HtmlReport.page(CapacitySamples.hostile(Samples.HOSTILE)));

        assertThat(text(document, "h2")).isEqualTo("✗ No rate held");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("not even 10 messages/s", "the broker lost, doubled or reordered");
        assertThat(titles(document)).isEmpty();
    }

    @Test
    void writesThePagesThatTheOthersLookAt() throws Exception {
        Files.createDirectories(KEPT);
        HtmlReport.write(Samples.comparison(), KEPT.resolve("comparison.html"));
        HtmlReport.write(Samples.poorComparison(), KEPT.resolve("poor-comparison.html"));
        for (Named<String> page : pages().toList()) {
            Files.writeString(KEPT.resolve(page.getName() + ".html"), page.getPayload());
        }
        HtmlReport.write(CapacitySamples.found(), KEPT.resolve("capacity.html"));
        HtmlReport.write(Samples.run(), KEPT.resolve("run.html"));

        assertThat(KEPT.resolve("run.html")).content().isEqualTo(page(Samples.run()));
        assertThat(KEPT.resolve("comparison.html")).content().isEqualTo(HtmlReport.page(Samples.comparison()));
    }

    private static String tile(Document document, String name) {
        return elements(document, "div").stream()
                .filter(div -> (div.getAttribute("class") + " ").startsWith("tile "))
                .filter(div -> elements(div, "span").get(0).getTextContent().equals(name))
                .map(div -> elements(div, "span").get(1).getTextContent())
                .findFirst()
                .orElse("there is no such tile");
    }

    private static List<Element> charts(Document document) {
        return elements(document, "figure");
    }

    private static List<String> titles(Document document) {
        return charts(document).stream().map(HtmlReportTest::title).toList();
    }

    private static String title(Element chart) {
        return chart.getElementsByTagName("strong").item(0).getTextContent();
    }

    private static String text(Document document, String tag) {
        return document.getElementsByTagName(tag).item(0).getTextContent();
    }

    private static List<Element> elements(Document document, String tag) {
        return list(document.getElementsByTagName(tag));
    }

    private static List<Element> elements(Element parent, String tag) {
        return list(parent.getElementsByTagName(tag));
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Document parse(String page) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(page)));
    }
}
