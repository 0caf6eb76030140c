package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.wire.Wire;
import java.util.Optional;

/** How a new device comes to what was said before. */
final class HistoryCodec {

    private HistoryCodec() {}

    static HistoryRequest request(Wire.HistoryRequest wire) {
        return new HistoryRequest(transfer(wire.getTransferId()), wire.getPublicKey());
    }

    static HistoryChunk chunk(Wire.HistoryChunk wire) {
        return new HistoryChunk(transfer(wire.getTransferId()), wire.getNumber(), wire.getSealed(), wire.getLast());
    }

    static HistoryProgress progress(Wire.HistoryProgress wire) {
        String sender = wire.getSenderDevice();
        Bounds.that(
                sender.isEmpty() || DeviceId.isValid(sender),
                ContentFault.BAD_HISTORY,
                "HistoryProgress.sender_device must be a valid device id");
        return new HistoryProgress(
                transfer(wire.getTransferId()),
                wire.getStored(),
                wire.getCancelled(),
                sender.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(sender)));
    }

    static Wire.HistoryRequest wire(HistoryRequest request) {
        return Wire.HistoryRequest.newBuilder()
                .setTransferId(request.transfer().toBytes())
                .setPublicKey(request.publicKey())
                .build();
    }

    static Wire.HistoryChunk wire(HistoryChunk chunk) {
        return Wire.HistoryChunk.newBuilder()
                .setTransferId(chunk.transfer().toBytes())
                .setNumber(chunk.number())
                .setSealed(chunk.sealed())
                .setLast(chunk.last())
                .build();
    }

    static Wire.HistoryProgress wire(HistoryProgress progress) {
        return Wire.HistoryProgress.newBuilder()
                .setTransferId(progress.transfer().toBytes())
                .setStored(progress.stored())
                .setCancelled(progress.cancelled())
                .setSenderDevice(progress.sender().map(DeviceId::value).orElse(""))
                .build();
    }

    private static TransferId transfer(ByteString bytes) {
        return TransferId.fromBytes(bytes)
                .orElseThrow(() -> new OutOfBounds(ContentFault.BAD_ID, "transfer_id must have 16 bytes"));
    }
}
