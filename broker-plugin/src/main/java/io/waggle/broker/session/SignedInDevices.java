package io.waggle.broker.session;

import io.waggle.broker.account.Devices;
import io.waggle.protocol.Address;
import org.jdbi.v3.core.Handle;

/** Devices together with their sessions. Every method is part of its caller's transaction. For any thread. */
public final class SignedInDevices {

    private final Devices devices;
    private final Sessions sessions;

    public SignedInDevices(Devices devices, Sessions sessions) {
        this.devices = devices;
        this.sessions = sessions;
    }

    /** Unlinks the device: its session ends, then its inbox goes. @return whether there was such a device */
    public boolean unlink(Handle handle, Address device) {
        sessions.endAll(handle, device, EndReason.UNLINKED);
        return devices.remove(handle, device);
    }
}
