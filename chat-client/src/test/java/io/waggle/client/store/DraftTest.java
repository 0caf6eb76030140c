package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waggle.client.fake.Texts;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DraftTest {

    private static final ConversationId CONVERSATION = new ConversationId(1, 2);
    private static final Content HELLO = Content.of(Text.of("hello"));
    private static final List<AccountId> BOB = List.of(new AccountId("bob"));

    @Test
    void takesWhatIsOnTheBound() {
        Draft draft = new Draft(
                CONVERSATION,
                new Audience.Accounts(accounts(ProtocolLimits.RECIPIENT_ACCOUNTS)),
                HELLO,
                ProtocolLimits.EXPIRY);

        assertThat(draft.audience()).isEqualTo(new Audience.Accounts(accounts(ProtocolLimits.RECIPIENT_ACCOUNTS)));
    }

    @Test
    void refusesOneMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.to(CONVERSATION, BOB, Texts.large(ContentLimits.TEXT_BYTES - 100)))
                .withMessageContaining("61440");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.to(CONVERSATION, accounts(ProtocolLimits.RECIPIENT_ACCOUNTS + 1), HELLO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(
                        CONVERSATION, new Audience.Accounts(BOB), HELLO, ProtocolLimits.EXPIRY.plusSeconds(1)));
    }

    @Test
    void refusesNobodySomebodyTwiceAndATimeThatHasPassed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Draft.to(CONVERSATION, List.of(), HELLO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.to(CONVERSATION, List.of(BOB.get(0), BOB.get(0)), HELLO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(CONVERSATION, new Audience.Accounts(BOB), HELLO, Duration.ofSeconds(-1)));
    }

    @Test
    void whatDisappearsSoonIsKeptForNobodyForLong() {
        Content soon = HELLO.disappearing(Duration.ofHours(1));
        Content late = HELLO.disappearing(Duration.ofDays(90));

        assertThat(lifetime(Draft.to(CONVERSATION, BOB, soon))).isEqualTo(Duration.ofHours(1));
        assertThat(lifetime(Draft.to(CONVERSATION, BOB, late)))
                .as("the server's default is sooner")
                .isEqualTo(Duration.ZERO);
        assertThat(lifetime(new Draft(CONVERSATION, new Audience.Accounts(BOB), soon, Duration.ofDays(2))))
                .isEqualTo(Duration.ofDays(2));
    }

    private static Duration lifetime(Draft draft) {
        return Outgoing.of(new NewMessage(MessageId.create(Instant.EPOCH), Instant.EPOCH, draft))
                .expiresIn();
    }

    private static List<AccountId> accounts(int count) {
        return IntStream.range(0, count).mapToObj(i -> new AccountId("a" + i)).toList();
    }
}
