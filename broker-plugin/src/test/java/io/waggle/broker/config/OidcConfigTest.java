package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OidcConfigTest {

    private static final String COMPLETE = """
            oidc.issuer = https://login.example.org/realms/bees
            oidc.client-id = waggle
            oidc.redirect-uris = org.example.app:/signed-in
            """;

    @TempDir
    private Path folder;

    @Test
    void everythingCanBeSet() throws IOException {
        assertThat(load("""
                oidc.issuer = https://login.example.org/realms/bees
                oidc.client-id = waggle
                oidc.client-secret-file = keys/oidc.secret
                oidc.scopes = openid email  profile
                oidc.redirect-uris = org.example.app:/signed-in http://127.0.0.1/signed-in  https://app.example.org
                oidc.trust-email = true
                oidc.timeout = 1s
                oidc.max-requests = 2
                """))
                .isEqualTo(new OidcConfig(
                        Optional.of(URI.create("https://login.example.org/realms/bees")),
                        Optional.of("waggle"),
                        Optional.of(folder.resolve("waggle/keys/oidc.secret")),
                        List.of("openid", "email", "profile"),
                        List.of("org.example.app:/signed-in", "http://127.0.0.1/signed-in", "https://app.example.org"),
                        true,
                        Duration.ofSeconds(1),
                        2));
    }

    @Test
    void theProviderMayBeOnThisMachineWithoutTls() throws IOException {
        assertThat(load(COMPLETE.replace("https://login.example.org", "http://127.0.0.1:8180"))
                        .issuer())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "oidc.issuer, ftp://login.example.org",
        "oidc.issuer, https://login.example.org/?realm=bees",
        "oidc.issuer, https://login.example.org/#x",
        "oidc.client-id, two words",
        "oidc.scopes, ''",
        "oidc.scopes, email",
        "oidc.scopes, email openid",
        "oidc.scopes, openid \"email\"",
        "oidc.redirect-uris, ''",
        "oidc.redirect-uris, http://app.example.org/signed-in",
        "oidc.redirect-uris, http://localhost/signed-in",
        "oidc.redirect-uris, http://127.0.0.1:99999/signed-in",
        "oidc.redirect-uris, https://app.example.org/?x=1",
        "oidc.redirect-uris, https://app.example.org/#x",
        "oidc.redirect-uris, https://user@app.example.org/",
        "oidc.redirect-uris, 'https://a.example,https://b.example'",
        "oidc.redirect-uris, https://a.example/%zz",
        "oidc.redirect-uris, javascript:alert(1)",
        "oidc.redirect-uris, app:/signed-in",
        "oidc.redirect-uris, org.example.app:signed-in",
        "oidc.redirect-uris, https://*.example.org/",
        "oidc.trust-email, yes",
        "oidc.timeout, 99ms",
        "oidc.max-requests, 0",
        "oidc.max-requests, 17",
    })
    void refusesWhatIsNotAllowed(String key, String value) {
        assertThat(faultsOf(key + " = " + value)).singleElement().asString().startsWith(key + " = '");
    }

    @Test
    void refusesMoreRedirectUrisThanItTakes() {
        String most = "https://a.example/ ".repeat(32);
        assertThat(faultsOf("oidc.redirect-uris = " + most + "https://a.example/"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oidc.client-id", "oidc.redirect-uris"})
    void refusesAProviderWithoutWhatItNeeds(String key) {
        assertThat(faultsOf(COMPLETE.replace(key, "#")))
                .singleElement()
                .asString()
                .startsWith(key + " = 'none': allowed is ");
    }

    @Test
    void refusesAProviderOfAnotherMachineWithoutTlsAndTrustInWhatIsNotAskedFor() {
        assertThat(faultsOf(COMPLETE.replace("https://login", "http://login")))
                .singleElement()
                .asString()
                .startsWith("oidc.issuer = 'http://login.example.org/realms/bees': allowed is https://");
        assertThat(faultsOf("oidc.trust-email = true"))
                .singleElement()
                .asString()
                .startsWith("oidc.scopes = 'openid': allowed is openid email");
    }

    private OidcConfig load(String content) throws IOException {
        return WaggleConfig.load(Files.writeString(folder.resolve("waggle.properties"), content), folder)
                .oidc();
    }

    private List<String> faultsOf(String content) {
        return catchThrowableOfType(ConfigException.class, () -> load(content)).faults();
    }
}
