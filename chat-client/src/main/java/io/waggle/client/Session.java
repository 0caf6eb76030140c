package io.waggle.client;

import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import io.waggle.client.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the server for as long as one is wanted: attempts, waits, and gives up what has become useless.
 * Belongs to the lane. Whatever an attempt still says after it was given up is ignored.
 *
 * <p>After a takeover it stops: two clients of one device that reconnect would take the connection from each other for
 * ever.
 */
final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** A connection that has lasted this long was worth its attempts. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final ClientOptions options;
    private final Transport transport;
    private final Lane lane;
    private final Executor background;
    private final Backoff backoff;
    private final Observer observer;

    private ConnectionState state = ConnectionState.STOPPED;
    private int server;
    private @Nullable Attempt attempt;
    private @Nullable String refusedToken;
    private Lane.@Nullable Timer timer;

    Session(
            ClientOptions options,
            Transport transport,
            Lane lane,
            Executor background,
            Backoff backoff,
            Observer observer) {
        this.options = options;
        this.transport = transport;
        this.lane = lane;
        this.background = background;
        this.backoff = backoff;
        this.observer = observer;
    }

    /** What hangs on the session. Called in the lane. */
    interface Observer {

        void opened();

        void frame(byte[] payload);

        void closed();

        void state(ConnectionState state);

        void notice(Notice notice);
    }

    /** Wants a connection from now on. A wait is cut short. */
    void connect() {
        if (attempt == null) {
            begin();
        }
    }

    /** Wants none from now on. */
    void disconnect() {
        Attempt ended = attempt;
        end(ConnectionState.STOPPED);
        if (ended != null) {
            ended.close();
        }
    }

    /** The server answered Hello. */
    void welcomed() {
        if (state == ConnectionState.CONNECTING) {
            become(ConnectionState.SYNCING);
            setTimer(STABLE, backoff::reset);
        }
    }

    /** Everything that waited has arrived. */
    void caughtUp() {
        if (state == ConnectionState.SYNCING) {
            become(ConnectionState.ONLINE);
        }
    }

    /** This connection leads nowhere: another one is tried after a wait. */
    void giveUp(String why) {
        Attempt useless = attempt;
        if (useless != null) {
            log.warn("{}: giving the connection up: {}", options.device(), why);
            retryAfter(backoff.next());
            useless.abort();
        }
    }

    /** Publishes on the present connection, if there is one; an answer that comes after its end is not told. */
    void publish(byte[] frame, Consumer<Answer> onAnswer) {
        if (attempt != null) {
            attempt.publish(frame, onAnswer);
        }
    }

    void subscribe() {
        if (attempt != null && attempt.connection != null) {
            attempt.connection.subscribe();
        }
    }

    private void begin() {
        Attempt begun = new Attempt();
        attempt = begun;
        become(ConnectionState.CONNECTING);
        setTimer(options.setupTimeout(), () -> giveUp("not set up within " + options.setupTimeout()));
        background.execute(begun::fetchToken);
    }

    private void ended(Closed closed) {
        boolean takenOver = closed.cause() == Closed.Cause.DISCONNECTED && closed.reasonCode() == ReasonCode.TAKEN_OVER;
        log.info("{}: connection ended: {}", options.device(), closed.detail());
        if (takenOver) {
            end(ConnectionState.STOPPED);
            observer.notice(new Notice.Replaced());
            return;
        }
        if (closed.cause() == Closed.Cause.REFUSED) {
            refused(closed.reasonCode());
        }
        retryAfter(Patience.after(closed).wait(backoff));
    }

    private void refused(int reasonCode) {
        if (reasonCode == ReasonCode.BAD_TOKEN && attempt != null) {
            refusedToken = attempt.token;
        }
        observer.notice(new Notice.LoginRefused(reasonCode));
    }

    private void noToken(String why) {
        log.warn("{}: no token: {}", options.device(), why);
        observer.notice(new Notice.NoToken());
        retryAfter(backoff.next());
    }

    private void retryAfter(Duration wait) {
        end(ConnectionState.WAITING);
        server = (server + 1) % options.servers().size();
        setTimer(wait, this::begin);
    }

    private void end(ConnectionState next) {
        attempt = null;
        setTimer(null);
        observer.closed();
        become(next);
    }

    private void become(ConnectionState next) {
        if (state != next) {
            state = next;
            log.info("{}: {}", options.device(), next);
            observer.state(next);
        }
    }

    private void setTimer(Duration delay, Runnable task) {
        setTimer(lane.after(delay, task));
    }

    /** There is one time to wait for in every state; a new one takes the place of the old. */
    private void setTimer(Lane.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    /** One attempt at a connection and what it becomes. */
    private final class Attempt implements ConnectionEvents {

        private @Nullable Connection connection;
        private @Nullable String token;

        void fetchToken() {
            try {
                String fetched = options.tokens().token();
                inLane(() -> open(fetched));
            } catch (IOException | RuntimeException e) {
                inLane(() -> noToken(e.getClass().getName()));
            }
        }

        void publish(byte[] frame, Consumer<Answer> onAnswer) {
            if (connection != null) {
                Lane.Timer limit = lane.after(ANSWER_TIMEOUT, this::unanswered);
                connection.publish(
                        frame,
                        answer -> inLane(() -> {
                            limit.cancel();
                            onAnswer.accept(answer);
                        }));
            }
        }

        private void unanswered() {
            if (attempt == this) {
                giveUp("a frame was not answered within " + ANSWER_TIMEOUT);
            }
        }

        void close() {
            if (connection != null) {
                connection.close();
            }
        }

        void abort() {
            if (connection != null) {
                connection.abort();
            }
        }

        @Override
        public void opened() {
            inLane(observer::opened);
        }

        @Override
        public void frame(InboundFrame frame) {
            inLane(() -> {
                observer.frame(frame.payload());
                frame.done();
            });
        }

        @Override
        public void closed(Closed closed) {
            inLane(() -> ended(closed));
        }

        private void open(String fetched) {
            if (fetched.equals(refusedToken)) {
                noToken("the one that was refused again");
                return;
            }
            token = fetched;
            connection = transport.open(new Login(options.servers().get(server), options.device(), fetched), this);
        }

        private void inLane(Runnable task) {
            lane.execute(() -> {
                if (attempt == this) {
                    task.run();
                }
            });
        }
    }
}
