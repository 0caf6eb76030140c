package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptedAfterTest {

    @Test
    void onePlaceForAllOrOneForEach() {
        AcceptedAfter alike = of(41, 41, 41);
        AcceptedAfter each = of(0, Long.MAX_VALUE, 7);

        assertThat(alike.reason()).isEqualTo("ACCEPTED_AFTER 41");
        assertThat(AcceptedAfter.parse(alike.reason(), 3)).contains(alike);
        assertThat(each.reason()).isEqualTo("ACCEPTED_AFTER 0,9223372036854775807,7");
        assertThat(AcceptedAfter.parse(each.reason(), 3)).contains(each);
        assertThat(new AcceptedAfter(List.of()).reason()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ACCEPTED_AFTER",
                "ACCEPTED_AFTER ",
                "ACCEPTED_AFTER -1",
                "ACCEPTED_AFTER 1,2",
                "ACCEPTED_AFTER 1,2,3,4",
                "ACCEPTED_AFTER 1,,3",
                "ACCEPTED_AFTER 1,2,3,",
                "ACCEPTED_AFTER 9223372036854775808",
                "RECIPIENT_FULL"
            })
    void anythingElseTellsNothing(String reason) {
        assertThat(AcceptedAfter.parse(reason, 3)).isEmpty();
    }

    private static AcceptedAfter of(long... rows) {
        return new AcceptedAfter(
                Arrays.stream(rows).mapToObj(InboxSequence::new).toList());
    }
}
