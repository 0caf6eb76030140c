package io.waggle.loadtest.scenario;

/** Which client library the devices are made of. */
public enum ClientKind {

    /** Simulated devices, by the thousand on one event loop. */
    SIMULATED("simulated"),

    /** The real client library, with Paho beneath and a database each. */
    CHAT_CLIENT("chat-client");

    private final String name;

    ClientKind(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
