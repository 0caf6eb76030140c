package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.ReceiptKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How values stand in the columns of the schema. */
final class Columns {

    /** Between the ids of a list; no id holds it. */
    private static final char BETWEEN = ' ';

    private Columns() {}

    static byte[] bytes(MessageId id) {
        return id.toBytes().toByteArray();
    }

    static byte[] bytes(ConversationId id) {
        return id.toBytes().toByteArray();
    }

    static MessageId messageId(Row row, int column) {
        return MessageId.fromBytes(ByteString.copyFrom(row.bytes(column)))
                .orElseThrow(() -> new StoreException("the store is damaged: not a message id"));
    }

    static ConversationId conversation(Row row, int column) {
        return ConversationId.fromBytes(ByteString.copyFrom(row.bytes(column)))
                .orElseThrow(() -> new StoreException("the store is damaged: not a conversation id"));
    }

    /** The address in this column and the next. */
    static Address address(Row row, int column) {
        return Address.of(row.text(column), row.text(column + 1));
    }

    static String accounts(List<AccountId> accounts) {
        StringBuilder text = new StringBuilder();
        for (AccountId account : accounts) {
            separate(text).append(account);
        }
        return text.toString();
    }

    static List<AccountId> accounts(String text) {
        List<AccountId> accounts = new ArrayList<>();
        for (String word : words(text)) {
            accounts.add(new AccountId(word));
        }
        return accounts;
    }

    static String addresses(List<Address> addresses) {
        StringBuilder text = new StringBuilder();
        for (Address address : addresses) {
            separate(text).append(address.clientId());
        }
        return text.toString();
    }

    static List<Address> addresses(String text) {
        List<Address> addresses = new ArrayList<>();
        for (String word : words(text)) {
            Address.fromClientId(word).ifPresent(addresses::add);
        }
        return addresses;
    }

    /** How the schema writes the kind; a higher one includes the lower. Never reused. */
    static long code(ReceiptKind kind) {
        return switch (kind) {
            case DELIVERED -> 1;
            case READ -> 2;
            case PLAYED -> 3;
        };
    }

    static Optional<ReceiptKind> kind(long code) {
        for (ReceiptKind kind : ReceiptKind.values()) {
            if (code(kind) == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** How the schema writes the role. Never reused. */
    static long code(GroupRole role) {
        return switch (role) {
            case MEMBER -> 1;
            case ADMIN -> 2;
            case OWNER -> 3;
            case INVITED -> 4;
            case REQUESTED -> 5;
        };
    }

    static GroupRole role(long code) {
        for (GroupRole role : GroupRole.values()) {
            if (code(role) == code) {
                return role;
            }
        }
        throw new StoreException("not the code of a role: " + code);
    }

    private static StringBuilder separate(StringBuilder text) {
        return text.length() == 0 ? text : text.append(BETWEEN);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = text.indexOf(BETWEEN, from);
            int end = to < 0 ? text.length() : to;
            words.add(text.substring(from, end));
            from = end + 1;
        }
        return words;
    }
}
