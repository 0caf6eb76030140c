package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** The devices of an account, and those that want to join them. For any thread. */
public final class Devices {

    private final Calls calls;
    private final TokenProvider tokens;

    Devices(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * A device of the account.
     *
     * @param lastSeenAt when it last signed in, got a token or connected; not exact
     * @param thisDevice whether it is the one that asks
     */
    public record Device(DeviceId id, String name, Instant linkedAt, Instant lastSeenAt, boolean thisDevice) {

        static Device of(JsonObject object) throws IOException {
            return new Device(
                    new DeviceId(Members.requireText(object, "id")),
                    Members.requireText(object, "name"),
                    Members.requireTime(object, "linked_at"),
                    Members.requireTime(object, "last_seen_at"),
                    Members.requireFlag(object, "this_device"));
        }
    }

    /** All of them, in the order in which they were linked. */
    public List<Device> list() throws IOException {
        JsonObject answer =
                calls.call(request(calls.url("v1", "devices").build()).build()).object();
        return Members.requireList(answer, "devices", Device::of);
    }

    /** Gives a device another name, 1 to 64 characters. */
    public void rename(DeviceId device, String name) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("name", name);
        var unused = calls.call(request(url(device)).patch(Calls.json(body)).build());
    }

    /** Takes a device out of the account: its connection ends, and its inbox goes with what waits in it. May be this one. */
    public void unlink(DeviceId device) throws IOException {
        var unused = calls.call(request(url(device)).delete().build());
    }

    /** A device that waits to be let in, for the person to see before they decide. */
    public record Waiting(String deviceName, Instant requestedAt) {}

    /**
     * Who waits with the code.
     *
     * @param userCode as the person typed it, or from the QR code
     * @throws ApiException of the kind {@code no-such-link} if nobody does
     */
    public Waiting waiting(String userCode) throws IOException {
        JsonObject answer = calls.call(request(link(userCode)).build()).object();
        return new Waiting(Members.requireText(answer, "device_name"), Members.requireTime(answer, "requested_at"));
    }

    /** Lets the device that waits with the code into the account. */
    public void approve(String userCode) throws IOException {
        decide(userCode, true);
    }

    /** Turns it away. */
    public void turnAway(String userCode) throws IOException {
        decide(userCode, false);
    }

    private void decide(String userCode, boolean approve) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("approve", approve);
        var unused = calls.call(
                Calls.keyed(request(link(userCode))).post(Calls.json(body)).build());
    }

    private HttpUrl url(DeviceId device) {
        return calls.url("v1", "devices", device.value()).build();
    }

    private HttpUrl link(String userCode) {
        return calls.url("v1", "device-links", userCode).build();
    }

    private Request.Builder request(HttpUrl url) throws IOException {
        return calls.request(url, tokens);
    }
}
