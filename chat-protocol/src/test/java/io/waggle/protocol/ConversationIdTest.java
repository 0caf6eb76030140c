package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConversationIdTest {

    private static final AccountId ANNA = new AccountId("anna");
    private static final AccountId BOB = new AccountId("bob");

    @Test
    void bothSidesOfADirectConversationDeriveTheSame() {
        assertThat(ConversationId.direct(ANNA, BOB)).isEqualTo(ConversationId.direct(BOB, ANNA));
    }

    @Test
    void directConversationsOfOtherPairsAreOthers() {
        List<String> names = List.of("a", "b", "ab", "ba", "a.b", "A", "aa", "anna", "bob");
        Set<ConversationId> ids = new HashSet<>();
        for (String one : names) {
            for (String other : names) {
                ids.add(ConversationId.direct(new AccountId(one), new AccountId(other)));
            }
        }
        assertThat(ids).hasSize(names.size() * (names.size() + 1) / 2);
    }

    @Test
    void survivesItsBytesAndItsText() {
        RandomGenerator random = Seed.random("ConversationIdTest");
        for (int i = 0; i < 1_000; i++) {
            var id = new ConversationId(random.nextLong(), random.nextLong());
            assertThat(ConversationId.fromBytes(id.toBytes())).contains(id);
            assertThat(ConversationId.parse(id.toString())).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 32})
    void isNotReadFromAnotherNumberOfBytes(int length) {
        assertThat(ConversationId.fromBytes(ByteString.copyFrom(new byte[length])))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-2-3-4-5", "00000000-0000-0000-0000-00000000000", "00000000000000000000000000000000"})
    void isNotReadFromAnotherText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ConversationId.parse(text));
    }

    @Test
    void isOrderedAsItsBytesAre() {
        List<ConversationId> ids = new ArrayList<>(List.of(
                new ConversationId(-1, 0),
                new ConversationId(0, -1),
                new ConversationId(0, 1),
                new ConversationId(1, 0)));
        ids.sort(null);
        assertThat(ids)
                .containsExactly(
                        new ConversationId(0, 1),
                        new ConversationId(0, -1),
                        new ConversationId(1, 0),
                        new ConversationId(-1, 0));
    }
}
