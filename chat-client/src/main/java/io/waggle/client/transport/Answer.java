package io.waggle.client.transport;

/**
 * A PUBACK (MQTT 5.0, section 3.4).
 *
 * @param reasonCode 0 to 255
 * @param reason the Reason String; empty if there is none
 */
public record Answer(int reasonCode, String reason) {}
