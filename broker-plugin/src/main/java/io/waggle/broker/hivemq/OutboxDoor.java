package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.puback.ModifiablePubackPacket;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.ingest.ReasonCode;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device publishes: copied out of the SDK, handed to its {@link Uplink}, and acknowledged when that is decided.
 *
 * <p>One per connection, so a PUBACK that is held for a connection that was taken over cannot be released to its successor.
 * The host calls it on one thread at a time; decisions arrive on the inbox's thread and only resume what was held.
 */
final class OutboxDoor implements PublishInboundInterceptor, PubackOutboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDoor.class);

    private final Connection connection;
    private final Uplink uplink;

    /** By packet identifier: what the PUBACK that the host is about to write must wait for. */
    private final Map<Integer, Verdict.Pending> gate = new ConcurrentHashMap<>(4);

    OutboxDoor(Connection connection, Uplink uplink) {
        this.connection = connection;
        this.uplink = uplink;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        try {
            uplink.heard();
            PublishPacket publish = input.getPublishPacket();
            ByteBuffer payload = publish.getPayload().orElseGet(() -> ByteBuffer.allocate(0));
            Verdict verdict =
                    uplink.receive(publish.getTopic(), publish.getQos().getQosNumber(), publish.getRetain(), payload);
            apply(publish.getPacketId(), verdict, output);
        } catch (Throwable e) {
            LOG.error("A PUBLISH of {} could not be answered", connection.device(), e);
            answer(output, new Verdict.Answer(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "internal error"));
        }
    }

    private void apply(int packetId, Verdict verdict, PublishInboundOutput output) {
        if (verdict instanceof Verdict.Answer answer) {
            answer(output, answer);
        } else if (verdict instanceof Verdict.End end) {
            output.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED, end.detail());
            connection.disconnect(DisconnectReasonCode.valueOf(end.code().name()), end.detail());
        } else if (verdict instanceof Verdict.Pending pending && pending.mayRefuse()) {
            holdPublish(packetId, pending, output);
        } else if (verdict instanceof Verdict.Pending pending) {
            gate.put(packetId, pending);
            output.preventPublishDelivery(AckReasonCode.SUCCESS);
        }
    }

    private static void answer(PublishInboundOutput output, Verdict.Answer answer) {
        if (answer.code() == ReasonCode.SUCCESS) {
            output.preventPublishDelivery(AckReasonCode.SUCCESS);
        } else {
            output.preventPublishDelivery(AckReasonCode.valueOf(answer.code().name()), answer.detail());
        }
    }

    // --- holding the PUBLISH: the answer is open

    private void holdPublish(int packetId, Verdict.Pending pending, PublishInboundOutput output) {
        var held = output.async(
                Forever.DURATION, TimeoutFallback.FAILURE, AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "no decision");
        var unused = pending.decision().whenComplete((decided, failure) -> {
            if (decided == null || decided instanceof Decision.RefusedForRoom) {
                apply(packetId, uplink.settle(pending, decided), output);
            } else {
                gate.put(packetId, pending);
                output.preventPublishDelivery(AckReasonCode.SUCCESS);
            }
            held.resume();
        });
    }

    // --- holding the PUBACK: the answer can only be success

    @Override
    public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
        Verdict.Pending pending = gate.remove(input.getPubackPacket().getPacketIdentifier());
        if (pending == null) {
            return;
        }
        Optional<Decision> made = madeAlready(pending.decision());
        if (made.isPresent()) {
            release(output, uplink.settle(pending, made.get()));
            return;
        }
        var held = output.async(Forever.DURATION);
        var unused = pending.decision().whenComplete((decided, failure) -> {
            Verdict.Final verdict = uplink.settle(pending, decided);
            if (decided == null) {
                connection.endBeforeAcknowledging(held::resume);
            } else {
                release(output, verdict);
                held.resume();
            }
        });
    }

    private static Optional<Decision> madeAlready(CompletableFuture<Decision> decision) {
        return decision.isDone() && !decision.isCompletedExceptionally()
                ? Optional.of(decision.join())
                : Optional.empty();
    }

    private static void release(PubackOutboundOutput output, Verdict.Final verdict) {
        if (verdict instanceof Verdict.Answer answer) {
            ModifiablePubackPacket puback = output.getPubackPacket();
            if (answer.code() != ReasonCode.SUCCESS) {
                puback.setReasonCode(AckReasonCode.valueOf(answer.code().name()));
            }
            if (!answer.detail().isEmpty()) {
                puback.setReasonString(answer.detail());
            }
        }
    }
}
