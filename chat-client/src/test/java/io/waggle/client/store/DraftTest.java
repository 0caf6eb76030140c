package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DraftTest {

    private static final ConversationId CONVERSATION = new ConversationId(1, 2);
    private static final List<AccountId> BOB = List.of(new AccountId("bob"));

    @Test
    void takesWhatIsOnTheBound() {
        Draft draft = new Draft(
                CONVERSATION,
                accounts(ProtocolLimits.RECIPIENT_ACCOUNTS),
                ByteString.copyFrom(new byte[ProtocolLimits.CONTENT_BYTES]),
                ProtocolLimits.EXPIRY);

        assertThat(draft.recipients()).hasSize(ProtocolLimits.RECIPIENT_ACCOUNTS);
    }

    @Test
    void refusesOneMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Draft.to(CONVERSATION, BOB, ByteString.copyFrom(new byte[ProtocolLimits.CONTENT_BYTES + 1])))
                .withMessageContaining("61441");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Draft.to(CONVERSATION, accounts(ProtocolLimits.RECIPIENT_ACCOUNTS + 1), ByteString.EMPTY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(CONVERSATION, BOB, ByteString.EMPTY, ProtocolLimits.EXPIRY.plusSeconds(1)));
    }

    @Test
    void refusesNobodySomebodyTwiceAndATimeThatHasPassed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Draft.to(CONVERSATION, List.of(), ByteString.EMPTY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.to(CONVERSATION, List.of(BOB.get(0), BOB.get(0)), ByteString.EMPTY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(CONVERSATION, BOB, ByteString.EMPTY, Duration.ofSeconds(-1)));
    }

    private static List<AccountId> accounts(int count) {
        return IntStream.range(0, count).mapToObj(i -> new AccountId("a" + i)).toList();
    }
}
