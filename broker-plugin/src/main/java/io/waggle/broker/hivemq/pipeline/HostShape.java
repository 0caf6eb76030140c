package io.waggle.broker.hivemq.pipeline;

import com.hivemq.bootstrap.ClientConnectionContext;
import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.codec.decoder.MQTTMessageDecoder;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionAttributeStore;
import com.hivemq.extensions.client.parameter.ConnectionAttributeStoreImpl;
import com.hivemq.mqtt.handler.connect.ConnectHandler;
import com.hivemq.mqtt.handler.connect.MessageBarrier;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnector;
import com.hivemq.mqtt.handler.publish.FlowControlHandler;
import com.hivemq.mqtt.message.connect.CONNECT;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is asked of the host beyond its SDK, in one place: what it must be, and the private fields that are read; one
 * is written.
 * Immutable; for any thread.
 */
final class HostShape {

    /** The version whose source this was written against. */
    static final String VERSION = "2025.5";

    /** The host's handlers whose place and kind count, in their order; the flow control is there for MQTT 5 only. */
    private static final List<Map.Entry<String, Class<? extends ChannelHandler>>> HANDLERS = List.of(
            Map.entry(ChannelHandlerNames.MQTT_MESSAGE_DECODER, MQTTMessageDecoder.class),
            Map.entry(ChannelHandlerNames.MQTT_MESSAGE_ENCODER, ChannelHandler.class),
            Map.entry(ChannelHandlerNames.MQTT_5_FLOW_CONTROL_HANDLER, FlowControlHandler.class),
            Map.entry(ChannelHandlerNames.MQTT_MESSAGE_BARRIER, MessageBarrier.class),
            Map.entry(ChannelHandlerNames.INTERCEPTOR_HANDLER, ChannelHandler.class),
            Map.entry(ChannelHandlerNames.MQTT_PUBLISH_FLOW_HANDLER, ChannelHandler.class));

    private final Field channel;
    private final Field maxPacketSize;
    private final Field disconnector;
    private final Field receiveMaximum;
    private final Field cleanStart;
    private final Field maxSessionExpiry;
    private final Method undecoded;

    private HostShape() throws ReflectiveOperationException {
        channel = field(ConnectionAttributeStoreImpl.class, "channel", Channel.class);
        maxPacketSize = field(MQTTMessageDecoder.class, "maxPacketSize", int.class);
        disconnector = field(MQTTMessageDecoder.class, "mqttServerDisconnector", MqttServerDisconnector.class);
        receiveMaximum = field(FlowControlHandler.class, "serverReceiveMaximum", int.class);
        cleanStart = field(CONNECT.class, "cleanStart", boolean.class);
        maxSessionExpiry = field(ConnectHandler.class, "configuredSessionExpiryInterval", long.class);
        undecoded = open(ByteToMessageDecoder.class.getDeclaredMethod("internalBuffer"));
    }

    /**
     * The host that this runs in.
     *
     * @throws ReflectiveOperationException or LinkageError if it is another
     */
    static HostShape ofHost() throws ReflectiveOperationException {
        // The version that the SDK tells is only right where all of HiveMQ is in one jar named hivemq.jar.
        return of(String.valueOf(MQTTMessageDecoder.class.getPackage().getImplementationVersion()));
    }

    static HostShape of(String version) throws ReflectiveOperationException {
        if (!version.equals(VERSION)) {
            throw new NoSuchFieldException("HiveMQ is " + version + ", and not " + VERSION);
        }
        return new HostShape();
    }

    private static Field field(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        if (!type.isAssignableFrom(field.getType())) {
            throw new NoSuchFieldException(field + " is no " + type.getSimpleName());
        }
        return open(field);
    }

    private static <T extends AccessibleObject> T open(T member) throws NoSuchFieldException {
        if (!member.trySetAccessible()) {
            throw new NoSuchFieldException(member + " cannot be read");
        }
        return member;
    }

    /** What a connection's pipeline lacks between CONNECT and CONNACK; nothing if it is as expected. */
    Optional<String> difference(ChannelPipeline pipeline, boolean mqtt5) {
        List<String> names = pipeline.names();
        int last = -1;
        for (Map.Entry<String, Class<? extends ChannelHandler>> expected : HANDLERS) {
            if (!mqtt5 && expected.getValue() == FlowControlHandler.class) {
                continue;
            }
            ChannelHandler handler = pipeline.get(expected.getKey());
            int place = names.indexOf(expected.getKey());
            if (!expected.getValue().isInstance(handler) || place <= last) {
                return Optional.of("a connection has no handler " + expected.getKey() + " in its place, but " + names);
            }
            last = place;
        }
        return Optional.empty();
    }

    /** The channel behind the SDK's view of a connection. */
    Channel channel(ConnectionAttributeStore store) {
        return (Channel) read(channel, store);
    }

    /**
     * Makes the session of a CONNECT that is being authenticated a clean one that ends with its connection. An expiry that the host
     * does not allow anyway is left to it: it tells the client then.
     *
     * @return false if there is none: the connection has been closed
     */
    boolean makeClean(Channel of) {
        ClientConnectionContext connection = ClientConnectionContext.of(of);
        CONNECT connect = connection.getAuthConnect();
        ConnectHandler handler = of.pipeline().get(ConnectHandler.class);
        if (connect == null || handler == null) {
            return false;
        }
        if (!connect.isCleanStart()) {
            write(cleanStart, connect, true);
            connection.setCleanStart(true);
        }
        if ((long) read(maxSessionExpiry, handler) > 0) {
            connect.setSessionExpiryInterval(0);
        }
        return connect.isCleanStart();
    }

    /** Bytes of the largest packet that the host takes. */
    int maxPacketSize(MQTTMessageDecoder decoder) {
        return (int) read(maxPacketSize, decoder);
    }

    /** What ends a connection as the host does. */
    MqttServerDisconnector disconnector(MQTTMessageDecoder decoder) {
        return (MqttServerDisconnector) read(disconnector, decoder);
    }

    /** How many PUBLISHes a client may have open; MQTT 3.1.1 knows no such limit. */
    int receiveMaximum(@Nullable FlowControlHandler flowControl) {
        return flowControl == null ? Integer.MAX_VALUE : (int) read(receiveMaximum, flowControl);
    }

    /** Whether the decoder holds the beginning of a packet. */
    boolean isInsidePacket(ByteToMessageDecoder decoder) {
        try {
            return ((ByteBuf) undecoded.invoke(decoder)).isReadable();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object read(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
