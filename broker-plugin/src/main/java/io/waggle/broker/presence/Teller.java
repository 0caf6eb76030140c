package io.waggle.broker.presence;

import io.waggle.protocol.frame.Presence;
import java.util.List;

/** The way to one connected device: its lane. Returns at once and never throws. */
@FunctionalInterface
interface Teller {

    /**
     * Tells how accounts are.
     *
     * @param anew what was to be told of other accounts, and has not left, is of no use any more
     */
    void tell(List<Presence> presence, boolean anew);
}
