package io.waggle.broker.verification;

import io.waggle.broker.account.Identifier;
import java.time.Duration;

/** Takes codes that are to be sent, and returns at once: whoever asked must not learn from the time what became of it. */
public interface CodeDispatch {

    /** Whether codes go to identifiers of the kind at all. */
    boolean reaches(Identifier.Kind kind);

    /**
     * Has the code sent, soon.
     *
     * @return false if too many wait to be sent; this one is then not sent
     */
    boolean offer(Identifier to, String code, Duration validFor);
}
