package io.waggle.broker.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is posted: rows of an inbox as JSON, as {@code docs/bots.md} describes them. Content stays the bytes that the sender sent.
 * Sequences are text: some JSON readers round large numbers. Immutable, for any thread.
 */
final class WebhookBody {

    private final JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private record Body(String bot, List<Item> items) {}

    private record Sender(String account, String device) {

        static Sender of(Address address) {
            return new Sender(address.account().value(), address.device().value());
        }
    }

    /**
     * What every row has, and then what is of its type.
     *
     * @param groupId of a message that was sent to the group by somebody who may write there; anybody can name any conversation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Item(
            String sequence,
            String type,
            @Nullable String messageId,
            @Nullable Sender sender,
            @Nullable String conversationId,
            @Nullable String groupId,
            @Nullable String content,
            @Nullable Boolean request,
            @Nullable Instant acceptedAt,
            @Nullable String kind,
            @Nullable Instant recordedAt,
            @Nullable List<Outcome> outcomes,
            @Nullable Instant since) {

        static Item bare(String sequence, String type) {
            return new Item(sequence, type, null, null, null, null, null, null, null, null, null, null, null);
        }
    }

    private record Outcome(String messageId, String conversationId, String result, List<NotReached> recipients) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record NotReached(String account, @Nullable String device, String result) {}

    byte[] write(AccountId bot, List<InboxItem> items) {
        return json.writeValueAsBytes(
                new Body(bot.value(), items.stream().map(WebhookBody::item).toList()));
    }

    private static Item item(InboxItem row) {
        String sequence = row.sequence().toString();
        if (row.content() instanceof Message message) {
            return message(sequence, message);
        } else if (row.content() instanceof Receipt receipt) {
            return receipt(sequence, receipt);
        } else if (row.content() instanceof SendOutcomes outcomes) {
            List<Outcome> all =
                    outcomes.outcomes().stream().map(WebhookBody::outcome).toList();
            return new Item(sequence, "outcomes", null, null, null, null, null, null, null, null, null, all, null);
        } else if (row.content() instanceof Missed missed) {
            return new Item(
                    sequence, "missed", null, null, null, null, null, null, null, null, null, null, missed.since());
        }
        return Item.bare(sequence, "unknown");
    }

    private static Item message(String sequence, Message message) {
        return new Item(
                sequence,
                "message",
                message.messageId().toString(),
                Sender.of(message.sender()),
                message.conversation().toString(),
                message.groupVersion() > 0 ? message.conversation().toString() : null,
                Base64.getEncoder().encodeToString(message.content().toByteArray()),
                message.request(),
                message.acceptedAt(),
                null,
                null,
                null,
                null);
    }

    private static Item receipt(String sequence, Receipt receipt) {
        return new Item(
                sequence,
                "receipt",
                receipt.upTo().toString(),
                Sender.of(receipt.member()),
                receipt.conversation().toString(),
                null,
                null,
                null,
                null,
                word(receipt.kind()),
                receipt.recordedAt(),
                null,
                null);
    }

    private static Outcome outcome(SendOutcome outcome) {
        return new Outcome(
                outcome.messageId().toString(),
                outcome.conversation().toString(),
                word(outcome.result()),
                outcome.recipients().stream()
                        .map(it -> new NotReached(
                                it.account().value(),
                                it.device().map(device -> device.value()).orElse(null),
                                word(it.result())))
                        .toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
