package io.waggle.client.store;

import io.waggle.protocol.content.Call;
import java.util.Optional;

/**
 * Something has happened in a call.
 *
 * @param call as it is now
 * @param signal what the other side said, with what its client needs: the session description of an {@link Call.Offer} or {@link
 *     Call.Answer}, {@link Call.Candidates}; nothing if this device made it happen
 */
public record CallEvent(CallRecord call, Optional<Call> signal) {}
