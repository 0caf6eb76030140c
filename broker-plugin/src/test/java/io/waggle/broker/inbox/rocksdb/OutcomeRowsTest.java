package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutcomeRowsTest {

    private static final MessageId MESSAGE = MessageId.create(Instant.EPOCH);
    private static final ConversationId CONVERSATION = new ConversationId(1, 2);

    @Test
    void namesEveryMemberWhoMissedAMessageHoweverManyThereAre() {
        List<RecipientOutcome> missed = IntStream.range(0, ProtocolLimits.RECIPIENT_ACCOUNTS)
                .mapToObj(i -> new RecipientOutcome(longest(i), Optional.empty(), Result.RECIPIENT_FULL, ""))
                .toList();

        List<List<SendOutcome>> rows =
                OutcomeRows.of(List.of(new SendOutcome(MESSAGE, CONVERSATION, Result.ACCEPTED, missed, List.of())));

        assertThat(rows).hasSizeGreaterThan(1).allSatisfy(OutcomeRowsTest::fits);
        assertThat(rows.stream().flatMap(List::stream).flatMap(outcome -> outcome.recipients().stream()))
                .containsExactlyElementsOf(missed);
    }

    @Test
    void cutsDeviceChangesThatDoNotFitAndKeepsThoseItNamesWhole() {
        List<DeviceChanges> changes = IntStream.range(0, ProtocolLimits.RECIPIENT_ACCOUNTS)
                .mapToObj(i -> changes(longest(i)))
                .toList();

        List<List<SendOutcome>> rows = OutcomeRows.of(
                List.of(new SendOutcome(MESSAGE, CONVERSATION, Result.DEVICES_CHANGED, List.of(), changes)));

        assertThat(rows).hasSize(1).allSatisfy(OutcomeRowsTest::fits);
        List<DeviceChanges> told = rows.get(0).get(0).changes();
        assertThat(told).isNotEmpty().isEqualTo(changes.subList(0, told.size()));
    }

    @Test
    void putsAsManyOutcomesIntoARowAsFit() {
        SendOutcome small = new SendOutcome(MESSAGE, CONVERSATION, Result.ACCEPTED, List.of(), List.of());

        assertThat(OutcomeRows.of(List.of())).isEmpty();
        assertThat(OutcomeRows.of(List.of(small, small))).containsExactly(List.of(small, small));
    }

    private static void fits(List<SendOutcome> row) {
        assertThat(State.encodeControl(new SendOutcomes(row))).hasSizeLessThanOrEqualTo(OutcomeRows.MAX_BYTES);
    }

    private static DeviceChanges changes(AccountId account) {
        List<DeviceEpoch> missing = IntStream.range(0, 6)
                .mapToObj(i -> new DeviceEpoch(new DeviceId("d".repeat(30) + i), new Epoch(i + 1)))
                .toList();
        return new DeviceChanges(account, missing, List.of(), List.of());
    }

    private static AccountId longest(int i) {
        return new AccountId("a".repeat(AccountId.MAX_LENGTH - 4) + String.format("%04d", i));
    }
}
