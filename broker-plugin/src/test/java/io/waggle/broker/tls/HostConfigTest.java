package io.waggle.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** HiveMQ is held to the same TLS as our own servers, by the one file that ships. */
final class HostConfigTest {

    private static final Path FILE = Path.of("..", "config", "broker", "config.xml");

    @Test
    void eitherThePlainListenersAreThereOrTheEncryptedOnes() throws Exception {
        assertThat(names(listeners(filled(false)))).containsExactly("tcp-listener", "websocket-listener");
        assertThat(names(listeners(filled(true)))).containsExactly("tls-tcp-listener", "tls-websocket-listener");
    }

    @Test
    void bothEncryptedListenersHaveTheVersionsSuitesAndOrderOfOurOwn() throws Exception {
        for (Element listener : listeners(filled(true))) {
            assertThat(texts(listener, "protocol")).isEqualTo(ServerTls.PROTOCOLS);
            assertThat(texts(listener, "cipher-suite")).isEqualTo(ServerTls.CIPHER_SUITES);
            assertThat(texts(listener, "prefer-server-cipher-suites")).containsExactly("true");
            assertThat(texts(listener, "client-authentication-mode")).containsExactly("REQUIRED");
            assertThat(texts(listener, "path")).contains("server.p12", "client-ca.p12");
        }
    }

    @Test
    void noCommentStandsInABlockThatMayBecomeOne() throws IOException {
        String listeners = Files.readString(FILE);
        for (String kind : List.of("plain", "tls")) {
            String begin = "${waggle." + kind + ".begin}";
            assertThat(listeners.substring(listeners.indexOf(begin), listeners.indexOf("${waggle." + kind + ".end}")))
                    .doesNotContain("--");
        }
    }

    private static String filled(boolean tls) throws IOException {
        Map<String, String> values = Map.of(
                "waggle.plain.begin", tls ? "<!--" : "",
                "waggle.plain.end", tls ? "-->" : "",
                "waggle.tls.begin", tls ? "" : "<!--",
                "waggle.tls.end", tls ? "" : "-->",
                "waggle.tls.keystore", "server.p12",
                "waggle.tls.truststore", "client-ca.p12",
                "waggle.tls.client-authentication", "REQUIRED");
        String text = Files.readString(FILE);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private static List<Element> listeners(String xml) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        NodeList children = document.getElementsByTagName("listeners").item(0).getChildNodes();
        List<Element> listeners = new ArrayList<>();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element element) {
                listeners.add(element);
            }
        }
        return listeners;
    }

    private static List<String> names(List<Element> elements) {
        return elements.stream().map(Element::getTagName).toList();
    }

    private static List<String> texts(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }
}
