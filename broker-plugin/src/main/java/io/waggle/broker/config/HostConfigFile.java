package io.waggle.broker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The host's own {@code config.xml}. HiveMQ CE goes on with its defaults where it cannot parse it: other listeners, other
 * limits, file persistence. A broker that promises durability must not run like that unnoticed.
 */
public final class HostConfigFile {

    private HostConfigFile() {}

    /**
     * Checks the file, if there is one. What well-formed XML says is the host's to judge.
     *
     * @throws ConfigException if it is not well-formed or cannot be read
     */
    public static void requireWellFormed(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            SAXParserFactory parsers = SAXParserFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parsers.newSAXParser().parse(file.toFile(), new DefaultHandler());
        } catch (SAXException | IOException e) {
            throw new ConfigException(
                    List.of("HiveMQ cannot read " + file + " and would use its own defaults: " + e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has these features", e);
        }
    }
}
