package io.waggle.loadtest.scenario;

/** What the devices of a run are made of. */
public enum ClientKind {

    /** Simulated devices, by the thousand on one event loop. */
    SIMULATED("simulated"),

    /** The real client library, with Paho beneath and a database each. */
    CHAT_CLIENT("chat-client");

    private final String text;

    ClientKind(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
