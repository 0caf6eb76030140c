package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import java.util.List;

/**
 * An account that a message goes to, and the devices that the sender believes it has.
 *
 * @param devices no device twice; may be empty when the sender knows none, to be told
 */
public record Recipient(AccountId account, List<Device> devices) {

    public Recipient {
        devices = List.copyOf(devices);
    }

    /**
     * One device of the recipient.
     *
     * @param epoch the inbox the sender means, or {@link Epoch#NONE} for whichever there is
     * @param content for this device alone; empty for the message's
     */
    public record Device(DeviceId device, Epoch epoch, ByteString content) {}
}
