package io.waggle.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.WaggleConfig;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's entry point: hands over to {@link Waggle}, or refuses to start with the reason. A plugin that did not start, or
 * has stopped, lets nobody in: the host denies whoever no authenticator accepts.
 */
public final class WaggleExtension implements ExtensionMain {

    private static final Logger LOG = LoggerFactory.getLogger(WaggleExtension.class);

    private @Nullable Waggle waggle;

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        try {
            Path home = input.getExtensionInformation().getExtensionHomeFolder().toPath();
            Path data = input.getServerInformation().getDataFolder().toPath();
            WaggleConfig config = ConfigSource.of(home, System.getProperties()).load(data);
            waggle = Waggle.start(config, Services.metricRegistry(), Clock.systemUTC());
            LOG.info(
                    "Waggle {} is ready; its store is {}",
                    input.getExtensionInformation().getVersion(),
                    config.data().directory());
        } catch (Throwable e) {
            LOG.error("Waggle does not start, and nobody can connect: {}", e.getMessage());
            LOG.debug("Why Waggle does not start", e);
            output.preventExtensionStartup("Waggle does not start: " + e.getMessage());
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        if (waggle != null) {
            waggle.close();
            waggle = null;
            LOG.info("Waggle has stopped; everything that was acknowledged is on disk");
        }
    }
}
