package io.waggle.client.transport.paho;

import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Closed.Cause;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection over one Paho client, which is used for nothing else.
 *
 * <p>Paho's threads and those for the limits of time come from {@link #threads}, which end with the connection. The monitor
 * of {@link #events} keeps what is told in one row and owns {@link #over}; everything else is Paho's state.
 */
final class PahoConnection implements Connection {

    private static final Logger log = LoggerFactory.getLogger(PahoConnection.class);

    /** Connecting, then disconnecting and pinging; receiving; sending; calling back; and one to spare. */
    private static final int THREADS = 6;

    private static final int QOS_1 = 1;
    private static final long PACKET_OVERHEAD_BYTES = 1_024;
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int MIN_ERROR_CODE = 0x80;
    private static final int MAX_REASON_CODE = 0xFF;

    private final Login login;
    private final PahoOptions options;
    private final ConnectionEvents events;
    private final SocketModule socket;
    private final ScheduledThreadPoolExecutor threads;
    private final AtomicBoolean connected = new AtomicBoolean();
    private final PublishWindow window = new PublishWindow();
    private final MqttAsyncClient client;
    private boolean over;

    PahoConnection(Login login, PahoOptions options, ConnectionEvents events) {
        this.login = login;
        this.options = options;
        this.events = events;
        this.socket = new SocketModule(login.server(), options);
        this.threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "waggle-mqtt");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        try {
            client = new Client(login, threads, socket);
        } catch (MqttException e) {
            throw new IllegalStateException("Paho cannot be set up", e);
        }
    }

    void start() {
        client.setCallback(new Callback());
        client.setManualAcks(true);
        after(options.connectTimeout(), this::giveUpUnlessConnected);
        try {
            client.connect(connectionOptions(), null, listener(this::opened, this::refused));
        } catch (MqttException e) {
            refused(e);
        }
    }

    @Override
    public void publish(byte[] frame, Consumer<Answer> answer) {
        window.enter(() -> publishNow(frame, answer));
    }

    private void publishNow(byte[] frame, Consumer<Answer> answer) {
        MqttMessage message = new MqttMessage(frame, QOS_1, false, new MqttProperties());
        try {
            client.publish(
                    Topics.outbox(login.device()),
                    message,
                    null,
                    listener(token -> answered(token, answer), failure -> lost("a PUBLISH was not answered")));
        } catch (MqttException e) {
            lost("cannot publish: " + describe(e));
        }
    }

    private void answered(IMqttToken token, Consumer<Answer> answer) {
        answer.accept(answer(token));
        window.leave();
    }

    @Override
    public void subscribe() {
        try {
            client.subscribe(
                    Topics.inbox(login.device()),
                    QOS_1,
                    null,
                    listener(this::subscribed, failure -> lost("the SUBSCRIBE was not answered")));
        } catch (MqttException e) {
            lost("cannot subscribe: " + describe(e));
        }
    }

    @Override
    public void close() {
        try {
            client.disconnect(
                    0,
                    null,
                    listener(token -> end(Closed.local()), failure -> end(Closed.local())),
                    ReasonCode.SUCCESS,
                    new MqttProperties());
            after(GOODBYE, this::abort);
        } catch (MqttException | RejectedExecutionException e) {
            abort(); // not connected, or over already
        }
    }

    @Override
    public void abort() {
        end(Closed.local());
    }

    private MqttConnectionOptions connectionOptions() {
        MqttConnectionOptions connect = new MqttConnectionOptions();
        connect.setCleanStart(true);
        connect.setSessionExpiryInterval(0L);
        connect.setAutomaticReconnect(false);
        connect.setKeepAliveInterval((int) (options.keepAlive().toMillis() / 1_000));
        connect.setReceiveMaximum(options.receiveMaximum());
        connect.setMaximumPacketSize(ProtocolLimits.FRAME_BYTES + PACKET_OVERHEAD_BYTES);
        connect.setUserName(login.device().account().value());
        connect.setPassword(login.token().getBytes(StandardCharsets.UTF_8));
        return connect;
    }

    private void opened(IMqttToken token) {
        connected.set(true);
        MqttProperties properties = token.getResponseProperties();
        window.open(properties == null ? null : properties.getReceiveMaximum());
        tell(events::opened);
    }

    private void giveUpUnlessConnected() {
        if (!connected.get()) {
            lost("no CONNACK within " + options.connectTimeout());
        }
    }

    private void subscribed(IMqttToken token) {
        int code = reasonCode(token);
        if (code >= MIN_ERROR_CODE) {
            end(Closed.byServer(Cause.REFUSED, code));
        }
    }

    private void refused(Throwable failure) {
        int code = failure instanceof MqttException mqtt ? mqtt.getReasonCode() : 0;
        // Paho's own codes are outside the range of those that a server refuses with.
        boolean byServer = code >= MIN_ERROR_CODE && code <= MAX_REASON_CODE;
        end(byServer ? Closed.byServer(Cause.REFUSED, code) : Closed.lost("cannot connect: " + describe(failure)));
    }

    private void lost(String detail) {
        end(Closed.lost(detail));
    }

    private boolean isOver() {
        synchronized (events) {
            return over;
        }
    }

    private void tell(Runnable event) {
        synchronized (events) {
            if (!over) {
                event.run();
            }
        }
    }

    /** Tells of the end, the first time, and cuts the socket. Paho notices, and gets a moment to stop by itself. */
    private void end(Closed closed) {
        synchronized (events) {
            if (over) {
                return;
            }
            over = true;
            events.closed(closed);
        }
        closeSocket();
        after(GOODBYE, this::dispose);
    }

    private void after(Duration delay, Runnable task) {
        var unused = threads.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void dispose() {
        try {
            client.close();
        } catch (MqttException e) {
            log.debug("{}: Paho did not stop in time, its threads are interrupted", login.device());
        }
        threads.shutdownNow();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("{}: closing the socket failed: {}", login.device(), e.toString());
        }
    }

    private static Answer answer(IMqttToken token) {
        MqttProperties properties = token.getResponseProperties();
        String reason = properties == null ? null : properties.getReasonString();
        return new Answer(reasonCode(token), reason == null ? "" : reason);
    }

    private static int reasonCode(IMqttToken token) {
        int[] codes = token.getReasonCodes();
        return codes == null || codes.length == 0 ? 0 : codes[0];
    }

    private static String describe(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : cause.toString();
    }

    private static MqttActionListener listener(Consumer<IMqttToken> success, Consumer<Throwable> failure) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                success.accept(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable exception) {
                failure.accept(exception);
            }
        };
    }

    /** Paho's client with our socket beneath it. */
    private static final class Client extends MqttAsyncClient {

        private final SocketModule socket;

        Client(Login login, ScheduledThreadPoolExecutor threads, SocketModule socket) throws MqttException {
            // Paho does not know every scheme, and need not: it only ever uses the socket that it is given.
            super(
                    "tcp://" + login.server().getRawAuthority(),
                    login.device().clientId(),
                    new MemoryPersistence(),
                    null,
                    threads);
            this.socket = socket;
        }

        @Override
        protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) {
            return new NetworkModule[] {socket};
        }
    }

    private final class Callback implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            tell(() -> events.frame(new PahoFrame(message)));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            MqttException exception = response.getException();
            end(
                    exception == null
                            ? Closed.byServer(Cause.DISCONNECTED, response.getReturnCode())
                            : Closed.lost(describe(exception)));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.debug("{}: Paho reports {}", login.device(), exception.toString());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // The listener of the PUBLISH hears of it.
        }

        @Override
        public void connectComplete(boolean reconnect, String server) {
            // The listener of the CONNECT hears of it.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // No enhanced authentication is asked for.
        }
    }

    private final class PahoFrame implements InboundFrame {

        private final MqttMessage message;

        PahoFrame(MqttMessage message) {
            this.message = message;
        }

        @Override
        public byte[] payload() {
            return message.getPayload();
        }

        @Override
        public void done() {
            if (message.getQos() != QOS_1 || isOver()) {
                return;
            }
            try {
                client.messageArrivedComplete(message.getId(), QOS_1);
            } catch (MqttException e) {
                lost("cannot acknowledge: " + describe(e));
            }
        }
    }
}
