package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.GroupLink;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What PROTOCOL.md says of groups beside fields and examples. */
final class GroupDocumentTest {

    @Test
    void theLinkIsMadeOfItsParts() throws IOException {
        Map<String, String> parts = ProtocolDocument.read().tableUnder("Links").stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));

        GroupLink link =
                GroupLink.parse(Objects.requireNonNull(parts.get("link"))).orElseThrow();

        assertThat(link).isEqualTo(GroupExamples.LINK);
        assertThat(link.text()).isEqualTo(parts.get("link"));
        assertThat(hex(link.group().toBytes().toByteArray())).isEqualTo(parts.get("group id"));
        assertThat(hex(link.secret().toBytes().toByteArray())).isEqualTo(parts.get("secret"));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
