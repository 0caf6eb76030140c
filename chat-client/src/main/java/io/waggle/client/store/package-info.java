/**
 * What a device keeps: its messages, its outbox, its place in its inbox, the devices it knows of others.
 *
 * <p>{@link io.waggle.client.store.ClientStore} is the one door. Schema and statements are here and the same everywhere;
 * only {@link io.waggle.client.store.SqlDatabase}, which runs them, differs between the JVM and Android. The statements
 * stay within SQLite 3.18, which is what Android 8.0 carries: no {@code ON CONFLICT DO UPDATE}, no {@code RETURNING}, no
 * window functions.
 */
@NullMarked
package io.waggle.client.store;

import org.jspecify.annotations.NullMarked;
