package io.waggle.broker.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The host's own {@code config.xml}. HiveMQ CE goes on with its defaults where it cannot parse it: other listeners, other
 * limits, file persistence. A broker that promises durability must not run like that unnoticed.
 */
public final class HostConfigFile {

    /** As HiveMQ reads it: a system property, or else a variable of the environment. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?:ENV:)*(.*?)}");

    private HostConfigFile() {}

    /**
     * Checks the file, if there is one, with its placeholders filled in. What well-formed XML says is the host's to judge.
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
            InputSource filled = new InputSource(new StringReader(filledIn(Files.readString(file))));
            parsers.newSAXParser().parse(filled, new DefaultHandler());
        } catch (SAXException | IOException e) {
            throw new ConfigException(
                    List.of("HiveMQ cannot read " + file + " and would use its own defaults: " + e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has these features", e);
        }
    }

    /** Without a value a placeholder stays: HiveMQ has refused to start then, and this is not asked. */
    private static String filledIn(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = System.getProperty(found.group(1), System.getenv(found.group(1)));
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }
}
