package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link WhoGetsWhatTest} goes by is what the documents say. */
final class RuleTest {

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aRuleIsASentenceOfTheDocuments(Rule rule) throws IOException {
        String document = Files.readString(rule.document).replaceAll("\\s+", " ");

        assertThat(document).contains(rule.sentence);
    }
}
