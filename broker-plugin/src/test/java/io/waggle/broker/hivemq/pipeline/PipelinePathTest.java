package io.waggle.broker.hivemq.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import com.hivemq.extensions.client.parameter.ConnectionAttributeStoreImpl;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.ingest.Uplink;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of connections that are not as the host's source says. Those that are, are the device tests'. */
final class PipelinePathTest {

    private final PipelinePath path = PipelinePath.throughHost();

    /** Of each time that the path was given up, whether it could still be taken while that was told. */
    private final List<Boolean> told = new ArrayList<>();

    @Test
    void aConnectionThatDiffersIsNotTakenAndNoneAfterIt() {
        path.onGivenUp(() -> told.add(path.isUsable()));
        assertThat(path.isUsable()).as("the host is the expected one").isTrue();

        assertThat(path.admit(connectionOn(new EmbeddedChannel()), new Nobody()))
                .isFalse();

        assertThat(told).as("who opens another path does so first").containsExactly(true);
        assertThat(path.isUsable()).isFalse();
        assertThat(path.admit(connectionOn(new EmbeddedChannel()), new Nobody()))
                .isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void aConnectionThatIsClosedSaysNothingOfTheHost() {
        path.onGivenUp(() -> told.add(path.isUsable()));
        EmbeddedChannel closed = new EmbeddedChannel();
        closed.close().syncUninterruptibly();

        assertThat(path.admit(connectionOn(closed), new Nobody())).isFalse();

        assertThat(told).isEmpty();
        assertThat(path.isUsable()).isTrue();
    }

    @Test
    void whereItIsNotChosenNothingIsTaken() {
        assertThat(PipelinePath.none().isUsable()).isFalse();
        assertThat(PipelinePath.none().admit(connectionOn(new EmbeddedChannel()), new Nobody()))
                .isFalse();
        assertThat(PipelinePath.none().hasAdmitted(connectionOn(new EmbeddedChannel())))
                .isFalse();
    }

    /** Who never gets so far. */
    private static final class Nobody implements Admission {

        @Override
        public String inbox() {
            throw new AssertionError();
        }

        @Override
        public Uplink attach(Downlink downlink, boolean mqtt5) {
            throw new AssertionError();
        }

        @Override
        public void subscribeRefused() {
            throw new AssertionError();
        }

        @Override
        public void detach() {
            throw new AssertionError();
        }
    }

    /** As the SDK would describe it, as far as anybody asks. */
    private static ConnectionInformation connectionOn(Channel channel) {
        return (ConnectionInformation) Proxy.newProxyInstance(
                PipelinePathTest.class.getClassLoader(),
                new Class<?>[] {ConnectionInformation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getMqttVersion" -> MqttVersion.V_5;
                    case "getConnectionAttributeStore" -> new ConnectionAttributeStoreImpl(channel);
                    default -> throw new AssertionError(method);
                });
    }
}
