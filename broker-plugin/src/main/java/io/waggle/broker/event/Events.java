package io.waggle.broker.event;

/** Where outcomes are told. Called on the thread that decided, so a listener must be quick, thread-safe and must not throw. */
@FunctionalInterface
public interface Events {

    void publish(Event event);

    /** Tells each of them, in this order. */
    static Events all(Events... listeners) {
        return event -> {
            for (Events listener : listeners) {
                listener.publish(event);
            }
        };
    }
}
