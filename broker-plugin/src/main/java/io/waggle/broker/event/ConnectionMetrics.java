package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.frame.Decoded.Fault;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Figures of connections: who gets in, what is refused there, and the certificate that is shown. */
final class ConnectionMetrics {

    private final Map<Fault, Counter> malformed;
    private final Map<Event.PublishRefused.PublishRefusal, Counter> publishRefused;
    private final Counter subscribeRefused;
    private final Map<Event.ConnectRefused.ConnectRefusal, Counter> connectRefused;
    private final Counter connected;
    private final Counter takenOver;
    private final Counter disconnected;

    private final Map<RateLimit, Counter> limitRefused;
    private final Map<RateLimit, Counter> limitUndecided;

    private final AtomicLong certificateExpires = new AtomicLong();
    private final Counter certificatesLoaded;
    private final Counter certificatesRefused;

    ConnectionMetrics(Meters meters) {
        malformed = meters.counters(Fault.class, "chat.frame.malformed", "fault", "frames", "Frames that were none");
        publishRefused = meters.counters(
                Event.PublishRefused.PublishRefusal.class,
                "chat.publish.refused",
                "reason",
                "packets",
                "PUBLISH packets refused as a whole");
        subscribeRefused =
                meters.counter("chat.subscribe.refused", "packets", "SUBSCRIBE packets with a refused topic filter");
        connectRefused = meters.counters(
                Event.ConnectRefused.ConnectRefusal.class,
                "chat.connect.refused",
                "reason",
                "packets",
                "CONNECT packets refused");
        connected = meters.counter("chat.connection.opened", "connections", "Connections opened");
        takenOver =
                meters.counter("chat.connection.taken.over", "connections", "Connections that took another's place");
        disconnected = meters.counter("chat.connection.closed", "connections", "Connections closed");

        limitRefused = meters.counters(
                RateLimit.class, "chat.limit.refused", "limit", "refusals", "Refusals of what was done too often");
        limitUndecided = meters.counters(
                RateLimit.class,
                "chat.limit.undecided",
                "limit",
                "decisions",
                "Times that too many keys were kept to decide");

        Gauge.builder("chat.tls.certificate.expires", certificateExpires, AtomicLong::get)
                .baseUnit("seconds")
                .description("When the certificate that is served ends, counted from 1970; 0 without TLS")
                .register(meters.registry());
        certificatesLoaded =
                meters.counter("chat.tls.certificate.loaded", "certificates", "Certificates taken into use");
        certificatesRefused = meters.counter(
                "chat.tls.certificate.refused", "certificates", "Changed certificates that cannot be used");
    }

    /** Counts an event, if it is one of these. */
    boolean count(Event event) {
        if (event instanceof Event.FrameMalformed e) {
            Meters.increment(malformed, e.fault());
        } else if (event instanceof Event.PublishRefused e) {
            Meters.increment(publishRefused, e.reason());
        } else if (event instanceof Event.SubscribeRefused) {
            subscribeRefused.increment();
        } else if (event instanceof Event.ConnectRefused e) {
            Meters.increment(connectRefused, e.reason());
        } else if (event instanceof Event.Connected e) {
            connected.increment();
            takenOver.increment(e.takeover() ? 1 : 0);
        } else if (event instanceof Event.Disconnected) {
            disconnected.increment();
        } else if (event instanceof Event.LimitRefused e) {
            Meters.increment(limitRefused, e.limit());
        } else if (event instanceof Event.LimitUndecided e) {
            Meters.increment(limitUndecided, e.limit());
        } else if (event instanceof Event.CertificateInUse e) {
            certificatesLoaded.increment();
            certificateExpires.set(e.expires().getEpochSecond());
        } else if (event instanceof Event.CertificateRefused) {
            certificatesRefused.increment();
        } else {
            return false;
        }
        return true;
    }
}
