package io.waggle.client;

import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A simulation with the devices that tests speak of, and the frames that reach its server. */
abstract class SimulatedWorld {

    static final Duration MOMENT = Duration.ofSeconds(2);
    static final Address ANN = Address.of("ann", "phone");
    static final Address ANN_LAPTOP = Address.of("ann", "laptop");
    static final Address BOB = Address.of("bob", "phone");
    static final Address BOB_TABLET = Address.of("bob", "tablet");
    static final Address CY = Address.of("cy", "phone");
    static final ConversationId GROUP = new ConversationId(7, 7);
    static final ConversationId ANN_AND_BOB = ConversationId.direct(ANN.account(), BOB.account());

    @TempDir
    Path directory;

    Simulation simulation;
    final List<OutboxFrame> frames = new ArrayList<>();

    @BeforeEach
    void begin() {
        simulation = new Simulation(1);
        simulation.server.setObserver(frames::add);
    }

    SimulatedClient client(Address device) {
        return client(device, UnaryOperator.identity());
    }

    SimulatedClient client(Address device, UnaryOperator<ClientOptions> tuning) {
        return new SimulatedClient(simulation, device, directory, tuning);
    }

    /** A client that is connected and up to date. */
    SimulatedClient online(Address device) {
        return online(device, UnaryOperator.identity());
    }

    SimulatedClient online(Address device, UnaryOperator<ClientOptions> tuning) {
        SimulatedClient client = client(device, tuning);
        client.connect();
        simulation.runUntil(device + " online", client::isOnline);
        return client;
    }

    void letTimePass() {
        simulation.run(MOMENT);
    }

    /** Every item of the kind that reached the server, in order. */
    <T extends OutboxItem> List<T> items(Class<T> kind) {
        List<T> items = new ArrayList<>();
        for (OutboxFrame frame : frames) {
            for (OutboxItem item : frame.items()) {
                if (kind.isInstance(item)) {
                    items.add(kind.cast(item));
                }
            }
        }
        return items;
    }

    static List<AccountId> accounts(Address... devices) {
        return List.of(devices).stream().map(Address::account).toList();
    }

    static StoredMessage last(SimulatedClient client) {
        return client.listener.messages.get(client.listener.messages.size() - 1);
    }
}
