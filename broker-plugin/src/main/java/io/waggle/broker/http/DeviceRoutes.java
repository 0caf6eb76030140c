package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Device;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.database.Database;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.link.UserCode;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The devices of whoever calls, and the decision about one that wants to join them. */
final class DeviceRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final RequestLimits limits;
    private final Database database;
    private final IdempotentWrites writes;
    private final Devices devices;
    private final SignedInDevices signedIn;
    private final DeviceLinks links;

    DeviceRoutes(Exchange exchange, Callers callers, RequestLimits limits, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.limits = limits;
        database = domains.database();
        writes = domains.writes();
        devices = domains.devices();
        signedIn = domains.signedIn();
        links = domains.links();
    }

    private record DeviceList(List<DeviceView> devices) {}

    private record DeviceView(String id, String name, Instant linkedAt, Instant lastSeenAt, boolean thisDevice) {}

    private record NewName(@Nullable String name) {}

    private record LinkView(String deviceName, Instant requestedAt) {}

    private record Decision(@Nullable Boolean approve) {}

    /** A link that was not there may be there later. */
    private static final Memory<Boolean> DECIDED = new Memory<>() {
        @Override
        public Optional<String> keep(Boolean decided) {
            return decided ? Optional.of("decided") : Optional.empty();
        }

        @Override
        public Boolean recall(String kept) {
            return true;
        }
    };

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/devices", this::list);
        routes.get("/v1/devices/{device}", this::show);
        routes.patch("/v1/devices/{device}", this::rename);
        routes.delete("/v1/devices/{device}", this::unlink);
        routes.get("/v1/device-links/{code}", this::showLink);
        routes.post("/v1/device-links/{code}", this::decide);
    }

    private void list(Context context) {
        Address caller = callers.require(context);
        List<Device> all = database.read(handle -> devices.list(handle, caller.account()));
        exchange.answerTagged(
                context,
                new DeviceList(all.stream().map(device -> view(device, caller)).toList()));
    }

    private void show(Context context) {
        Address device = device(context);
        exchange.answerTagged(context, database.read(handle -> current(handle, device, context)));
    }

    /** The device as it is in this transaction, and until it ends. */
    private DeviceView current(Handle handle, Address device, Context context) {
        return devices.lock(handle, device)
                .map(found -> view(found, callers.require(context)))
                .orElseThrow(DeviceRoutes::noSuchDevice);
    }

    private static DeviceView view(Device device, Address caller) {
        return new DeviceView(
                device.id().value(),
                device.name().value(),
                device.linkedAt(),
                device.lastSeenAt(),
                device.id().equals(caller.device()));
    }

    private void rename(Context context) {
        Address device = device(context);
        String text = exchange.body(context, NewName.class).name();
        DeviceName name = DeviceName.parse(text == null ? "" : text)
                .orElseThrow(() -> new ProblemException(
                        Problem.badRequest("name must be 1 to 64 characters, none of them a control character")));
        database.write(handle -> {
            exchange.requireMatch(context, current(handle, device, context));
            return devices.rename(handle, device, name);
        });
        context.status(204);
    }

    private void unlink(Context context) {
        Address device = device(context);
        if (!database.write(handle -> signedIn.unlink(handle, device))) {
            throw noSuchDevice();
        }
        context.status(204);
    }

    private Address device(Context context) {
        Address caller = callers.require(context);
        String id = context.pathParam("device");
        if (!DeviceId.isValid(id)) {
            throw noSuchDevice();
        }
        return new Address(caller.account(), new DeviceId(id));
    }

    private void showLink(Context context) {
        LimitKey guesser = guesser(callers.require(context));
        UserCode code = userCode(context, guesser);
        DeviceLinks.Request request =
                database.read(handle -> links.find(handle, code)).orElseThrow(() -> noSuchLink(guesser));
        exchange.answer(context, 200, new LinkView(request.name().value(), request.requestedAt()));
    }

    private void decide(Context context) {
        Address caller = callers.require(context);
        LimitKey guesser = guesser(caller);
        UserCode code = userCode(context, guesser);
        Boolean approve = exchange.body(context, Decision.class).approve();
        if (approve == null) {
            throw new ProblemException(Problem.badRequest("approve must be true or false"));
        }
        boolean decided = writes.write(
                Exchange.idempotencyKey(context, caller.account().value()),
                DECIDED,
                handle -> approve ? links.approve(handle, code, caller.account()) : links.deny(handle, code));
        if (!decided) {
            throw noSuchLink(guesser);
        }
        context.status(204);
    }

    /** Who could guess the code of somebody else's device, and has not done so too often. */
    private LimitKey guesser(Address caller) {
        LimitKey guesser = RequestLimits.of(caller.account());
        limits.check(RateLimit.LINK_CODE_GUESSES, guesser);
        return guesser;
    }

    private UserCode userCode(Context context, LimitKey guesser) {
        return UserCode.parse(context.pathParam("code")).orElseThrow(() -> noSuchLink(guesser));
    }

    /** The answer to a guess, which counts. */
    private ProblemException noSuchLink(LimitKey guesser) {
        limits.charge(RateLimit.LINK_CODE_GUESSES, guesser);
        return new ProblemException(Problem.of(
                404,
                "no-such-link",
                "No device waits with that code",
                "the code may be mistyped, or too old: let the device show another one"));
    }

    private static ProblemException noSuchDevice() {
        return new ProblemException(
                Problem.of(404, "no-such-device", "The account has no such device", "see GET /v1/devices"));
    }
}
