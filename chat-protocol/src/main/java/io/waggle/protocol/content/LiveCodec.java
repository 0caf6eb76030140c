package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.wire.Wire;
import java.util.Optional;

/** Contents of live events. */
public final class LiveCodec {

    private LiveCodec() {}

    /**
     * What somebody does. Nothing if the bytes are malformed, more than {@link ProtocolLimits#LIVE_CONTENT_BYTES}, or of a later
     * version: a live event is dropped then, whichever it is. Never throws.
     */
    public static Optional<Activity> decode(ByteString bytes) {
        if (bytes.size() > ProtocolLimits.LIVE_CONTENT_BYTES) {
            return Optional.empty();
        }
        try {
            return switch (Wire.Live.parseFrom(bytes).getActivity()) {
                case TYPING -> Optional.of(Activity.TYPING);
                case RECORDING -> Optional.of(Activity.RECORDING);
                case IDLE -> Optional.of(Activity.IDLE);
                case ACTIVITY_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
            };
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The bytes to say it with. */
    public static ByteString encode(Activity activity) {
        return Wire.Live.newBuilder().setActivity(wire(activity)).build().toByteString();
    }

    private static Wire.Live.Activity wire(Activity activity) {
        return switch (activity) {
            case TYPING -> Wire.Live.Activity.TYPING;
            case RECORDING -> Wire.Live.Activity.RECORDING;
            case IDLE -> Wire.Live.Activity.IDLE;
        };
    }
}
