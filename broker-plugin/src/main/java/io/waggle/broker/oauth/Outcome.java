package io.waggle.broker.oauth;

import io.waggle.broker.session.Grant;

/** What a transaction of a grant flow came to: an error too is told only when what it counted is committed. */
sealed interface Outcome {

    /** The device is in. */
    record Granted(Grant grant) implements Outcome {}

    /** It was let in before, when it asked the same. */
    record Again(Grant grant) implements Outcome {}

    /** It is not. */
    record Refused(OAuthException error) implements Outcome {}

    /** The grant. @throws OAuthException if there is none */
    default Grant get() {
        if (this instanceof Refused refused) {
            throw refused.error();
        }
        return this instanceof Again again ? again.grant() : ((Granted) this).grant();
    }
}
