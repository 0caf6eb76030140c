package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.interceptor.pingreq.PingReqInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.pingreq.parameter.PingReqInboundInput;
import com.hivemq.extension.sdk.api.interceptor.pingreq.parameter.PingReqInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.suback.SubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.packets.subscribe.Subscription;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.util.List;

/**
 * The receiving side of one connection: tells its lane when the device has subscribed to its inbox, and when it has answered a
 * frame; and presence that it was heard. Every PUBLISH that a device gets is a frame of its lane, so every PUBACK it sends answers one.
 *
 * <p>Whether a subscription is allowed is the host's to decide, by the permissions that the device got when it connected. The
 * host calls this on one thread at a time.
 */
final class InboxDoor
        implements SubscribeInboundInterceptor,
                SubackOutboundInterceptor,
                UnsubscribeInboundInterceptor,
                PubackInboundInterceptor,
                PingReqInboundInterceptor {

    private final Connection connection;
    private final Events events;
    private final String topic;

    /** Where the inbox topic stands in the SUBSCRIBE that is being answered; -1 if it does not. */
    private int place = -1;

    InboxDoor(Connection connection, String topic, Events events) {
        this.connection = connection;
        this.events = events;
        this.topic = topic;
    }

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        List<Subscription> subscriptions = input.getSubscribePacket().getSubscriptions();
        place = -1;
        for (int i = 0; i < subscriptions.size(); i++) {
            if (subscriptions.get(i).getTopicFilter().equals(topic)) {
                place = i;
            }
        }
    }

    @Override
    public void onOutboundSuback(SubackOutboundInput input, SubackOutboundOutput output) {
        List<SubackReasonCode> codes = input.getSubackPacket().getReasonCodes();
        if (place >= 0 && place < codes.size() && codes.get(place) == SubackReasonCode.GRANTED_QOS_1) {
            connection.lane().subscribed();
        }
        if (codes.stream().anyMatch(code -> code != SubackReasonCode.GRANTED_QOS_1)) {
            events.publish(new Event.SubscribeRefused(connection.device()));
        }
        place = -1;
    }

    @Override
    public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
        if (input.getUnsubscribePacket().getTopicFilters().contains(topic)) {
            connection.lane().unsubscribed();
        }
    }

    @Override
    public void onInboundPingReq(PingReqInboundInput input, PingReqInboundOutput output) {
        connection.presence().heard();
    }

    @Override
    public void onInboundPuback(PubackInboundInput input, PubackInboundOutput output) {
        connection.presence().heard();
        connection.lane().frameAnswered();
    }
}
