package io.waggle.loadtest.scenario;

/** A scenario that cannot be run as it is written. The message says what is wrong and what is allowed. */
public final class ScenarioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ScenarioException(String message) {
        super(message);
    }
}
