package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.content.Activity;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ContentFault;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.ContentTimes;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.LiveCodec;
import io.waggle.protocol.content.Shown;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ContentDocumentTest extends DocumentContract {

    ContentDocumentTest() throws IOException {
        super("CONTENT.md", "waggle.content.v1");
    }

    @Override
    Stream<Example> examples() {
        Stream<Example> contents =
                ContentExamples.all().entrySet().stream().map(example -> content(example.getKey(), example.getValue()));
        Example typing = new Example(
                "typing", "Live", LiveCodec.encode(Activity.TYPING), LiveCodec::decode, Optional.of(Activity.TYPING));
        return Stream.concat(contents, Stream.of(typing));
    }

    private static Example content(String name, Content content) {
        return new Example(
                name, "Content", ContentCodec.encode(content), ContentCodec::decode, new DecodedContent.Known(content));
    }

    @Override
    Class<?> limits() {
        return ContentLimits.class;
    }

    @Override
    String faultsHeading() {
        return "What makes a content malformed";
    }

    @Override
    Enum<?>[] faults() {
        return ContentFault.values();
    }

    @Test
    void everyTimeIsStatedWithItsNumber() throws IllegalAccessException {
        assertThat(statedIn("Timing")).isEqualTo(constantsOf(ContentTimes.class));
    }

    @Test
    void theTypesThatAreShownAreTheFirstKindsByNameAndNumber() {
        List<String> kinds = schema.message("Content").orElseThrow().fields().stream()
                .filter(field -> field.number() < 20)
                .map(field -> field.number() + " " + field.name())
                .toList();
        assertThat(Arrays.stream(Shown.Type.values())
                        .map(type -> type.number() + " " + type.name().toLowerCase(Locale.ROOT)))
                .containsExactlyElementsOf(kinds);
    }
}
