package io.waggle.broker.verification;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.verification.Verifications.Begun;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Sends codes to whoever asks for one. The answer is the same, and takes the same time, whether or not there is an account: none
 * is looked for. For any thread.
 */
public final class CodeRequests {

    private static final int STRIPES = 64;

    private final IdempotentWrites writes;
    private final Verifications verifications;
    private final CodeDispatch dispatch;
    private final RateLimits limits;

    /** One at a time for an identifier: two that count at once would both find room for one more. */
    private final Object[] locks =
            IntStream.range(0, STRIPES).mapToObj(i -> new Object()).toArray();

    public CodeRequests(
            IdempotentWrites writes, Verifications verifications, CodeDispatch dispatch, RateLimits limits) {
        this.writes = writes;
        this.verifications = verifications;
        this.dispatch = dispatch;
        this.limits = limits;
    }

    /** What the client was told is remembered, not the code. */
    private static final Memory<Begun> BEGUN = new Memory<>() {
        @Override
        public Optional<String> keep(Begun outcome) {
            return outcome instanceof Begun.Code code
                    ? Optional.of(code.verification() + " " + code.validFor())
                    : Optional.empty();
        }

        @Override
        public Begun recall(String kept) {
            String[] parts = kept.split(" ", 2);
            return new Begun.Before(UUID.fromString(parts[0]), Duration.parse(parts[1]));
        }
    };

    /** What became of a request. */
    public sealed interface Outcome {

        /** A code is on its way. */
        record OnItsWay(UUID verification, Duration validFor) implements Outcome {}

        /** Too many went there of late. */
        record TooMany(Duration retryAfter) implements Outcome {}

        /** This server sends nothing to identifiers of that kind. */
        record NotReached() implements Outcome {}

        /** Too many codes wait to be sent. */
        record Busy() implements Outcome {}
    }

    /**
     * Has a code sent to the identifier.
     *
     * @param key a repetition with the same is answered like the first, and has nothing sent
     */
    public Outcome request(Identifier identifier, Optional<IdempotencyKey> key) {
        if (!dispatch.reaches(identifier.kind())) {
            return new Outcome.NotReached();
        }
        Begun begun;
        synchronized (locks[Math.floorMod(identifier.hashCode(), STRIPES)]) {
            begun = writes.write(key, BEGUN, handle -> verifications.begin(handle, identifier));
        }
        if (begun instanceof Begun.Before before) {
            return new Outcome.OnItsWay(before.verification(), before.validFor());
        }
        if (begun instanceof Begun.TooMany tooMany) {
            limits.refused(tooMany.limit());
            return new Outcome.TooMany(tooMany.retryAfter());
        }
        Begun.Code code = (Begun.Code) begun;
        if (dispatch.offer(identifier, code.code(), code.validFor())) {
            return new Outcome.OnItsWay(code.verification(), code.validFor());
        }
        key.ifPresent(writes::forget);
        return new Outcome.Busy();
    }
}
