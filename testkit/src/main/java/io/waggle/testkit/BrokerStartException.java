package io.waggle.testkit;

/** A broker did not become ready. The message says why, as far as its log does, and has the end of the log. */
public final class BrokerStartException extends RuntimeException {

    private final transient StartFault fault;

    BrokerStartException(StartFault fault, String logTail) {
        super(fault + System.lineSeparator() + logTail);
        this.fault = fault;
    }

    /** What went wrong. */
    public StartFault fault() {
        return fault;
    }
}
