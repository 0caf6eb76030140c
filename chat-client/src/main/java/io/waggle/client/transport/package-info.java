/**
 * How frames travel: one connection at a time, QoS 1 both ways. What the client needs of MQTT, and no MQTT library; those
 * are in the packages beneath.
 */
@NullMarked
package io.waggle.client.transport;

import org.jspecify.annotations.NullMarked;
