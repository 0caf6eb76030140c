package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** How rows stand on disk: what an older version wrote is read as it was meant. */
class RowTest {

    private static final MessageId ID = MessageId.parse("01a20ce4-05c0-7a3e-9c52-6d0f8e1b2a47");
    private static final Address SENDER = Address.of("anna", "phone");
    private static final ConversationId CHAT = new ConversationId(7, 8);

    /** Version 1, as every row was written before there were requests; behind it the sealed content. */
    private static final String FIRST_VERSION = "01" + "01" + "0000000000000064" + "00000000000000c8" + "0000000a"
            + "0000000000000005" + "01a20ce405c07a3e9c526d0f8e1b2a47" + "00000000000000070000000000000008"
            + "0000000000000009" + "0a616e6e612f70686f6e65";

    private static Row.Header header(boolean request) {
        return new Row.Header(
                Row.Kind.MESSAGE, 100, 200, 10, 9, new Row.MessageHeader(5, SENDER, ID, CHAT, request, 0));
    }

    @Test
    void aMessageOfTheFirstVersionIsNoRequestAndIsStillWrittenLikeThat() {
        Row row = Row.decode(HexFormat.of().parseHex(FIRST_VERSION + "cafe"));

        assertThat(row.header()).isEqualTo(header(false));
        assertThat(((Row.Body.Sealed) row.body()).content()).isEqualTo(new byte[] {(byte) 0xca, (byte) 0xfe});
        assertThat(header(false).encode()).asHexString().isEqualToIgnoringCase(FIRST_VERSION);
    }

    @Test
    void aRequestIsWrittenAndRead() {
        byte[] encoded = header(true).encode();
        Row row = Row.decode(Row.encode(encoded, new byte[] {1}));

        assertThat(row.header()).isEqualTo(header(true));
        assertThat(((Row.Body.Sealed) row.body()).header())
                .as("what the seal is bound to says it too")
                .isEqualTo(encoded);
    }

    @Test
    void aRowOfALaterVersionIsNotGuessedAt() {
        assertThatThrownBy(() -> Row.decode(HexFormat.of().parseHex("03" + FIRST_VERSION.substring(2))))
                .isInstanceOf(StoreCorrupted.class);
    }
}
