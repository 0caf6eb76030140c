package io.waggle.broker.config;

import java.util.List;

/** Why the configuration cannot be used: every fault in it, so that an operator mends the file once. */
public final class ConfigException extends RuntimeException {

    private final transient List<String> faults;

    /** An exception that lists the faults, each of which names a key, its value and what is allowed. */
    public ConfigException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    ConfigException(String fault) {
        this(List.of(fault));
    }

    /** The faults in the order of the keys; never empty. */
    public List<String> faults() {
        return faults;
    }
}
