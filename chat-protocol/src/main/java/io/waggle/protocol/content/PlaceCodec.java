package io.waggle.protocol.content;

import io.waggle.protocol.content.wire.Wire;
import java.util.Optional;

/** Where somebody is. */
final class PlaceCodec {

    private PlaceCodec() {}

    static Location location(Wire.Location wire) {
        return new Location(
                wire.getLatitudeE7(),
                wire.getLongitudeE7(),
                wire.getAccuracyMeters(),
                wire.getName(),
                wire.getAddress());
    }

    static LiveLocation liveLocation(Wire.LiveLocation wire) {
        Bounds.that(wire.hasLocation(), ContentFault.BAD_LOCATION, "LiveLocation.location must be there");
        return new LiveLocation(
                location(wire.getLocation()),
                TimeCodec.seconds(wire.getDurationSeconds()),
                TextCodec.caption(wire.hasCaption(), wire.getCaption()));
    }

    static LiveLocationUpdate update(Wire.LiveLocationUpdate wire) {
        return new LiveLocationUpdate(
                RefCodec.ref(wire.getLiveLocation()),
                wire.getNumber(),
                wire.hasLocation() ? Optional.of(location(wire.getLocation())) : Optional.empty());
    }

    static Wire.Location wire(Location location) {
        return Wire.Location.newBuilder()
                .setLatitudeE7(location.latitudeE7())
                .setLongitudeE7(location.longitudeE7())
                .setAccuracyMeters(location.accuracyMeters())
                .setName(location.name())
                .setAddress(location.address())
                .build();
    }

    static Wire.LiveLocation wire(LiveLocation live) {
        var wire = Wire.LiveLocation.newBuilder()
                .setLocation(wire(live.location()))
                .setDurationSeconds(TimeCodec.seconds(live.duration()));
        live.caption().ifPresent(caption -> wire.setCaption(TextCodec.wire(caption)));
        return wire.build();
    }

    static Wire.LiveLocationUpdate wire(LiveLocationUpdate update) {
        var wire = Wire.LiveLocationUpdate.newBuilder()
                .setLiveLocation(RefCodec.wire(update.message()))
                .setNumber(update.number());
        update.location().ifPresent(location -> wire.setLocation(wire(location)));
        return wire.build();
    }
}
