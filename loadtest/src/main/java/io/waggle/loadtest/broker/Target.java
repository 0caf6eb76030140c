package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A running broker that is put under load. Closing it ends it, if it was started here, and removes its data. */
public interface Target extends AutoCloseable {

    /** What it is called in results: short, lower case. */
    String name();

    /** What it is, with its version where that is known. */
    String description();

    /** What it has done with a message that it acknowledges, in a sentence. */
    String acknowledgementMeans();

    /** Where clients connect. */
    InetSocketAddress address();

    /** What its devices speak. */
    Speech speech();

    /**
     * With what a device connects.
     *
     * @param durable whether its session has to outlive a connection, where the target has such sessions
     */
    Login login(Address device, boolean durable);

    /** Its process, where that runs on this machine and is known. Another one after a restart. */
    Optional<ProcessProbe> probe();

    /** Kills it and starts it again on the same data. @throws UnsupportedOperationException if it was not started here */
    void crash();

    @Override
    void close();
}
