package io.waggle.loadtest.device;

/** A PUBLISH to be: QoS 1, not retained. Not compared: it owns its bytes. */
@SuppressWarnings("ArrayRecordComponent")
record Publication(String topic, byte[] payload) {}
