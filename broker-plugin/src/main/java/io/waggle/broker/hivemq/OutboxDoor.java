package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.PublishRefused.PublishRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.Verdict;
import io.waggle.protocol.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device publishes: authorized, handed to {@link Ingest}, and acknowledged when that is decided.
 *
 * <p>One per connection, so a PUBACK that is held for a connection that was taken over cannot be released to its successor.
 * The host calls it on one thread at a time; decisions arrive on the inbox's thread and only resume what was held.
 */
final class OutboxDoor implements PublishInboundInterceptor, PubackOutboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDoor.class);

    private final Connection connection;
    private final Ingest ingest;
    private final Events events;
    private final String topic;

    /** By packet identifier: what the PUBACK that the host is about to write must wait for. */
    private final Map<Integer, CompletableFuture<Decision>> gate = new ConcurrentHashMap<>(4);

    OutboxDoor(Connection connection, Ingest ingest, Events events) {
        this.connection = connection;
        this.ingest = ingest;
        this.events = events;
        this.topic = Topics.outbox(connection.device());
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        try {
            receive(input.getPublishPacket(), output);
        } catch (Throwable e) {
            LOG.error("A PUBLISH of {} failed", connection.device(), e);
            refuse(
                    output,
                    PublishRefusal.INTERNAL_ERROR,
                    AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
                    "internal error");
        }
    }

    private void receive(PublishPacket publish, PublishInboundOutput output) {
        if (!publish.getTopic().equals(topic)) {
            refuse(output, PublishRefusal.FOREIGN_TOPIC, AckReasonCode.NOT_AUTHORIZED, "publish to " + topic);
        } else if (publish.getQos() != Qos.AT_LEAST_ONCE) {
            refuse(output, PublishRefusal.NOT_QOS_1, AckReasonCode.NOT_AUTHORIZED, "publish with QoS 1");
            connection.disconnect(DisconnectReasonCode.QOS_NOT_SUPPORTED, "publish with QoS 1");
        } else if (publish.getRetain()) {
            refuse(output, PublishRefusal.RETAINED, AckReasonCode.NOT_AUTHORIZED, "publish without retain");
        } else {
            apply(
                    publish.getPacketId(),
                    ingest.receive(connection.lane(), payload(publish), connection.isMqtt5()),
                    output);
        }
    }

    private static ByteBuffer payload(PublishPacket publish) {
        return publish.getPayload().orElseGet(() -> ByteBuffer.allocate(0));
    }

    private void apply(int packetId, Verdict verdict, PublishInboundOutput output) {
        if (verdict instanceof Verdict.Done) {
            output.preventPublishDelivery(AckReasonCode.SUCCESS);
        } else if (verdict instanceof Verdict.Pending pending && pending.mayRefuse()) {
            holdPublish(packetId, pending.decision(), output);
        } else if (verdict instanceof Verdict.Pending pending) {
            gate.put(packetId, pending.decision());
            output.preventPublishDelivery(AckReasonCode.SUCCESS);
        } else if (verdict instanceof Verdict.Malformed malformed) {
            output.preventPublishDelivery(AckReasonCode.PAYLOAD_FORMAT_INVALID, malformed.detail());
        } else if (verdict instanceof Verdict.Unavailable unavailable) {
            output.preventPublishDelivery(AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, unavailable.detail());
        }
    }

    private void refuse(PublishInboundOutput output, PublishRefusal reason, AckReasonCode code, String detail) {
        output.preventPublishDelivery(code, detail);
        events.publish(new Event.PublishRefused(connection.device(), reason));
    }

    // --- holding the PUBLISH: the answer is open

    private void holdPublish(int packetId, CompletableFuture<Decision> decision, PublishInboundOutput output) {
        var held = output.async(
                Forever.DURATION, TimeoutFallback.FAILURE, AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "no decision");
        var unused = decision.whenComplete((decided, failure) -> {
            if (failure != null) {
                output.preventPublishDelivery(
                        AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "the store is not available");
                events.publish(new Event.PublishRefused(connection.device(), PublishRefusal.STORE_FAILED));
            } else if (decided instanceof Decision.RefusedForRoom refused) {
                output.preventPublishDelivery(
                        AckReasonCode.QUOTA_EXCEEDED, refused.result().name());
            } else {
                gate.put(packetId, decision);
                output.preventPublishDelivery(AckReasonCode.SUCCESS);
            }
            held.resume();
        });
    }

    // --- holding the PUBACK: the answer can only be success

    @Override
    public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
        CompletableFuture<Decision> decision =
                gate.remove(input.getPubackPacket().getPacketIdentifier());
        if (decision == null) {
            return;
        }
        Optional<Decision> made = madeAlready(decision);
        if (made.isPresent()) {
            release(output, made.get());
            return;
        }
        var held = output.async(Forever.DURATION);
        var unused = decision.whenComplete((decided, failure) -> {
            if (failure == null) {
                release(output, decided);
                held.resume();
            } else {
                connection.endBeforeAcknowledging(held::resume);
                events.publish(new Event.PublishRefused(connection.device(), PublishRefusal.STORE_FAILED));
            }
        });
    }

    private static Optional<Decision> madeAlready(CompletableFuture<Decision> decision) {
        return decision.isDone() && !decision.isCompletedExceptionally()
                ? Optional.of(decision.join())
                : Optional.empty();
    }

    private static void release(PubackOutboundOutput output, Decision decided) {
        if (decided instanceof Decision.SeeOutcomes) {
            output.getPubackPacket().setReasonCode(AckReasonCode.NO_MATCHING_SUBSCRIBERS);
        }
    }
}
