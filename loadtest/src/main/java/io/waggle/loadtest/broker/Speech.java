package io.waggle.loadtest.broker;

/** What devices of a target speak. */
public enum Speech {

    /** The protocol of {@code PROTOCOL.md}. */
    WAGGLE,

    /** MQTT with QoS 1, and nothing above it. */
    PLAIN
}
