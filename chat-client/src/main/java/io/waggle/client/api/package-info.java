/**
 * The HTTP API of a server, typed: sign-up and sign-in, devices, contacts, profile. {@link io.waggle.client.api.WaggleApi} is the
 * door. Its calls wait for the answer on the thread that makes them: not for an Android application's main thread.
 *
 * <p>What is lost on the way is sent again, once, at once: the server does everything once, however often it is asked (requests
 * that it could take for new ones have an {@code Idempotency-Key}). What fails then is an {@link java.io.IOException}; what the server
 * refuses is an {@link io.waggle.client.api.ApiException}, which says why and whether it makes sense to come again.
 */
@NullMarked
package io.waggle.client.api;

import org.jspecify.annotations.NullMarked;
