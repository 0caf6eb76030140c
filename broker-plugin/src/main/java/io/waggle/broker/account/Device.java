package io.waggle.broker.account;

import io.waggle.protocol.DeviceId;
import java.time.Instant;

/**
 * An installation of a client within an account.
 *
 * @param name what its owner calls it
 * @param lastSeenAt when it last signed in, got a token or connected; not exact
 */
public record Device(DeviceId id, DeviceName name, Instant linkedAt, Instant lastSeenAt) {}
