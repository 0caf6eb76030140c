package io.waggle.client;

import io.waggle.client.fake.SimulatedServer;
import io.waggle.client.fake.Wire;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import io.waggle.client.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network in the simulation: keeps order each way, takes its time, and can be cut. */
public final class SimulatedTransport implements Transport {

    private final Simulation simulation;
    final List<Login> logins = new ArrayList<>();
    private @Nullable SimulatedConnection latest;

    /** With which reason code the server refuses; 0 lets everybody in. */
    int refusal;

    /** Whether the server answers at all. */
    boolean silent;

    /** Whether what the device publishes vanishes on its way. */
    BooleanSupplier swallow = () -> false;

    SimulatedTransport(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public Connection open(Login login, ConnectionEvents events) {
        logins.add(login);
        SimulatedConnection connection = new SimulatedConnection(login, events);
        latest = connection;
        connection.up.send(connection::arrive);
        return connection;
    }

    /** The device vanishes: nothing it did not send yet is sent, and it hears nothing any more. */
    void vanish() {
        if (latest != null) {
            latest.alive = false;
            latest.goneAtServer();
        }
    }

    /** One direction: tasks happen in order, each some time after it was sent. */
    private final class Direction {

        private Duration last = Duration.ZERO;

        void send(Runnable task) {
            Duration arrival = simulation.elapsed().plus(Duration.ofNanos(simulation.random.nextInt(3_000_000)));
            last = arrival.compareTo(last) > 0 ? arrival : last;
            simulation.after(last.minus(simulation.elapsed()), task);
        }
    }

    private final class SimulatedConnection implements Connection, Wire {

        private final Login login;
        private final ConnectionEvents events;
        private final Direction up = new Direction();
        private final Direction down = new Direction();
        private boolean alive = true;
        private SimulatedServer.@Nullable Link link;

        SimulatedConnection(Login login, ConnectionEvents events) {
            this.login = login;
            this.events = events;
        }

        void arrive() {
            if (!alive || silent) {
                return;
            }
            if (refusal != 0) {
                int code = refusal;
                down.send(() -> end(Closed.byServer(Closed.Cause.REFUSED, code)));
                return;
            }
            link = simulation.endpoint.connect(login.device(), this);
            tell(events::opened);
        }

        @Override
        public void publish(byte[] frame, Consumer<Answer> answer) {
            up.send(() -> {
                if (link != null && alive && !swallow.getAsBoolean()) {
                    link.publish(frame, given -> tell(() -> answer.accept(given)));
                }
            });
        }

        @Override
        public void subscribe() {
            up.send(() -> {
                if (link != null && alive) {
                    link.subscribe();
                }
            });
        }

        @Override
        public void close() {
            up.send(this::abort);
        }

        @Override
        public void abort() {
            goneAtServer();
            end(Closed.local());
        }

        @Override
        public void frame(byte[] payload, Runnable onPuback) {
            tell(() -> events.frame(new InboundFrame() {
                @Override
                public byte[] payload() {
                    return payload;
                }

                @Override
                public void done() {
                    up.send(onPuback);
                }
            }));
        }

        @Override
        public void disconnect(int reasonCode) {
            link = null;
            down.send(() -> end(Closed.byServer(Closed.Cause.DISCONNECTED, reasonCode)));
        }

        @Override
        public void cut() {
            link = null;
            down.send(() -> end(Closed.lost("cut")));
        }

        void goneAtServer() {
            if (link != null) {
                link.gone();
                link = null;
            }
        }

        private void tell(Runnable event) {
            down.send(() -> {
                if (alive) {
                    event.run();
                }
            });
        }

        private void end(Closed closed) {
            if (alive) {
                alive = false;
                events.closed(closed);
            }
        }
    }

    static int notAuthorized() {
        return ReasonCode.NOT_AUTHORIZED;
    }
}
