package io.waggle.broker.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything an operator may set, read once at the start. The file {@code waggle.properties} that ships with the broker has
 * every key with its default and what it means.
 */
public record WaggleConfig(
        DataConfig data,
        InboxConfig inbox,
        CommitConfig commit,
        DeliveryConfig delivery,
        PresenceConfig presence,
        MqttConfig mqtt,
        AccountConfig account,
        TokenConfig token,
        SessionConfig session,
        VerificationConfig verification,
        SenderConfig senders,
        OidcConfig oidc,
        TurnConfig turn,
        BotConfig bots,
        DatabaseConfig database,
        TlsConfig tls,
        HttpConfig http,
        LimitConfig limits,
        MonitoringConfig monitoring,
        SealConfig seal) {

    static final List<Setting<?>> SETTINGS = Stream.of(
                    DataConfig.SETTINGS,
                    InboxConfig.SETTINGS,
                    CommitConfig.SETTINGS,
                    DeliveryConfig.SETTINGS,
                    PresenceConfig.SETTINGS,
                    MqttConfig.SETTINGS,
                    AccountConfig.SETTINGS,
                    TokenConfig.SETTINGS,
                    SessionConfig.SETTINGS,
                    VerificationConfig.SETTINGS,
                    SenderConfig.SETTINGS,
                    OidcConfig.SETTINGS,
                    TurnConfig.SETTINGS,
                    BotConfig.SETTINGS,
                    DatabaseConfig.SETTINGS,
                    TlsConfig.SETTINGS,
                    HttpConfig.SETTINGS,
                    LimitConfig.SETTINGS,
                    MonitoringConfig.SETTINGS,
                    SealConfig.SETTINGS)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    /** How clients reach the HTTP API. */
    public URI apiUrl() {
        return http.baseUrl(tls.isEnabled() ? "https" : "http");
    }

    /** What applies when the file is empty. The data directory is relative to the base. */
    public static WaggleConfig defaults(Path base) {
        return from(Map.of(), base, new ArrayList<>());
    }

    /**
     * What a file says.
     *
     * @param base what a relative data directory is relative to
     * @throws ConfigException with every fault of the file
     */
    public static WaggleConfig load(Path file, Path base) {
        return new ConfigSource(file, Map.of()).load(base);
    }

    /** Every fault goes to the list; the tree may be used only if there is none. */
    static WaggleConfig from(Map<String, String> texts, Path base, List<String> faults) {
        Values values = new Values(texts, faults);
        Values defaults = new Values(Map.of(), faults);
        DataConfig data = DataConfig.from(values, base);
        return new WaggleConfig(
                data,
                values.section(() -> InboxConfig.from(values), () -> InboxConfig.from(defaults)),
                values.section(() -> CommitConfig.from(values), () -> CommitConfig.from(defaults)),
                values.section(() -> DeliveryConfig.from(values), () -> DeliveryConfig.from(defaults)),
                values.section(() -> PresenceConfig.from(values), () -> PresenceConfig.from(defaults)),
                MqttConfig.from(values),
                AccountConfig.from(values, data.directory()),
                TokenConfig.from(values, data.directory()),
                values.section(() -> SessionConfig.from(values), () -> SessionConfig.from(defaults)),
                values.section(() -> VerificationConfig.from(values), () -> VerificationConfig.from(defaults)),
                values.section(
                        () -> SenderConfig.from(values, data.directory()),
                        () -> SenderConfig.from(defaults, data.directory())),
                values.section(
                        () -> OidcConfig.from(values, data.directory()),
                        () -> OidcConfig.from(defaults, data.directory())),
                values.section(
                        () -> TurnConfig.from(values, data.directory()),
                        () -> TurnConfig.from(defaults, data.directory())),
                values.section(() -> BotConfig.from(values), () -> BotConfig.from(defaults)),
                DatabaseConfig.from(values, data.directory()),
                values.section(
                        () -> TlsConfig.from(values, data.directory()),
                        () -> TlsConfig.from(defaults, data.directory())),
                values.section(() -> HttpConfig.from(values), () -> HttpConfig.from(defaults)),
                LimitConfig.from(values),
                MonitoringConfig.from(values),
                SealConfig.from(values, data.directory()));
    }
}
