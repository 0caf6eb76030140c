/**
 * Encryption in transit: one certificate for every listener. {@link ServerTls} reads it, follows its files and gives servers an
 * {@code SSLContext}; {@link HostKeystores} writes it where the host can read it; {@link PlainTraffic} refuses what would leave
 * the machine without it.
 */
@NullMarked
package io.waggle.broker.tls;

import org.jspecify.annotations.NullMarked;
