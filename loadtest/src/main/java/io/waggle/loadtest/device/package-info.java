/** Simulated devices: MQTT connections by the thousand on few event loops. */
@NullMarked
package io.waggle.loadtest.device;

import org.jspecify.annotations.NullMarked;
