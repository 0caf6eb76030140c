package io.waggle.protocol.content;

/**
 * A place on earth, in WGS 84 (EPSG:4326).
 *
 * @param latitudeE7 in units of 10^-7 degree, up to {@value ContentLimits#LATITUDE_E7} to the north and south
 * @param longitudeE7 in units of 10^-7 degree, up to {@value ContentLimits#LONGITUDE_E7} to the east and west
 * @param accuracyMeters radius of 68 % confidence, up to {@value ContentLimits#ACCURACY_METERS}; 0: not known
 * @param name up to {@value ContentLimits#NAME_BYTES} bytes of UTF-8; so the address
 */
public record Location(int latitudeE7, int longitudeE7, int accuracyMeters, String name, String address)
        implements Shown {

    /** Takes a place within the bounds. @throws IllegalArgumentException if it is not */
    public Location {
        Bounds.number(
                ContentFault.BAD_LOCATION,
                "Location.latitude_e7",
                latitudeE7,
                -ContentLimits.LATITUDE_E7,
                ContentLimits.LATITUDE_E7);
        Bounds.number(
                ContentFault.BAD_LOCATION,
                "Location.longitude_e7",
                longitudeE7,
                -ContentLimits.LONGITUDE_E7,
                ContentLimits.LONGITUDE_E7);
        Bounds.number(
                ContentFault.BAD_LOCATION,
                "Location.accuracy_meters",
                accuracyMeters,
                0,
                ContentLimits.ACCURACY_METERS);
        Bounds.text(ContentFault.BAD_TEXT, "Location.name", name, 0, ContentLimits.NAME_BYTES);
        Bounds.text(ContentFault.BAD_TEXT, "Location.address", address, 0, ContentLimits.NAME_BYTES);
    }

    @Override
    public Type type() {
        return Type.LOCATION;
    }
}
