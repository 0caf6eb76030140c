package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a recipient is with a message of ours.
 *
 * @param reached nothing if nobody has said that they have it
 * @param at when that was, by the server's clock; nothing if it was before this device came
 * @param lost why the account, or one of its devices, will never get it
 */
public record MemberProgress(
        AccountId account, Optional<ReceiptKind> reached, Optional<Instant> at, Optional<SendOutcome.Result> lost) {}
