package io.waggle.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.HostConfigFile;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.hivemq.HostListeners;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's entry point: hands over to {@link Waggle}, or refuses to start with the reason. A plugin that did not start, or
 * has stopped, lets nobody in: the host denies whoever no authenticator accepts.
 */
public final class WaggleExtension implements ExtensionMain {

    /** Set by the standalone broker's launcher: a broker whose plugin does not start is of no use to anybody and ends. */
    private static final String STANDALONE = "waggle.standalone";

    /** Set by the same launcher: what the host's {@code config.xml} says about client certificates. */
    private static final String CLIENT_AUTHENTICATION = "waggle.tls.client-authentication";

    /** In the host's data folder: its {@code config.xml} names the files in there. */
    private static final String KEYSTORES = "keystores";

    /** EX_CONFIG of sysexits.h: trying again will not help. */
    private static final int CONFIGURATION_FAULT = 78;

    private static final Logger LOG = LoggerFactory.getLogger(WaggleExtension.class);

    private @Nullable Waggle waggle;

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        try {
            Path home = input.getExtensionInformation().getExtensionHomeFolder().toPath();
            Path data = input.getServerInformation().getDataFolder().toPath();
            HostConfigFile.requireWellFormed(hostConfiguration(input).resolve("config.xml"));
            WaggleConfig config = ConfigSource.of(home, System.getProperties()).load(data);
            Waggle.Host host = new Waggle.Host(
                    input.getExtensionInformation().getVersion(),
                    Services.metricRegistry(),
                    Boolean.getBoolean(STANDALONE),
                    HostListeners.of(input.getServerInformation()),
                    Optional.ofNullable(System.getProperty(CLIENT_AUTHENTICATION)),
                    data.resolve(KEYSTORES));
            waggle = Waggle.start(config, host, Clock.systemUTC());
            LOG.info(
                    "Waggle {} is ready; its store is {}",
                    input.getExtensionInformation().getVersion(),
                    config.data().directory());
        } catch (Throwable e) {
            LOG.error("Waggle does not start, and nobody can connect: {}", e.getMessage());
            LOG.debug("Why Waggle does not start", e);
            if (Boolean.getBoolean(STANDALONE)) {
                // Not exit: the host, which is still starting, would wait for itself. Nothing of ours is open.
                Runtime.getRuntime().halt(e instanceof ConfigException ? CONFIGURATION_FAULT : 1);
            }
            output.preventExtensionStartup("Waggle does not start: " + e.getMessage());
        }
    }

    private static Path hostConfiguration(ExtensionStartInput input) {
        String folder = System.getProperty("hivemq.config.folder");
        return folder == null
                ? input.getServerInformation().getHomeFolder().toPath().resolve("conf")
                : Path.of(folder);
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
