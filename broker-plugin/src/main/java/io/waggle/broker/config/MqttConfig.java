package io.waggle.broker.config;

import java.util.List;

/**
 * How devices are served.
 *
 * @param path the way of a PUBLISH through the host
 */
public record MqttConfig(Path path) {

    /** The ways there are. */
    public enum Path {
        /** {@link #PIPELINE} in the standalone broker, whose host is known; {@link #SDK} in any other. */
        AUTO,
        /** The host's extension SDK, and nothing else of it. */
        SDK,
        /** A handler of our own in the host's network pipeline, where the host is the one it was made for. */
        PIPELINE
    }

    private static final Setting<Path> PATH = Setting.choice("mqtt.path", Path.AUTO);

    static final List<Setting<?>> SETTINGS = List.of(PATH);

    static MqttConfig from(Values values) {
        return new MqttConfig(values.get(PATH));
    }
}
