package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What came as a row and is kept as one: the bytes of a frame that has nothing else. */
final class StoredRow {

    private static final InboxSequence ONLY = new InboxSequence(1);

    private StoredRow() {}

    static byte[] bytes(InboxItem.Content content) {
        return InboxCodec.encode(new InboxFrame(
                Epoch.NONE,
                InboxSequence.NONE,
                List.of(new InboxItem(ONLY, content)),
                false,
                List.of(),
                Optional.empty()));
    }

    static InboxItem.Content content(byte[] bytes) {
        if (InboxCodec.decode(ByteBuffer.wrap(bytes)) instanceof Decoded.Valid<InboxFrame> valid
                && valid.frame().items().size() == 1) {
            return valid.frame().items().get(0).content();
        }
        throw new StoreException("the store is damaged: not a row");
    }

    static InboxItem.Content content(ByteString bytes) {
        return content(bytes.toByteArray());
    }
}
