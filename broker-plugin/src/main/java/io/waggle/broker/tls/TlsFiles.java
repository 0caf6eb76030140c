package io.waggle.broker.tls;

import io.waggle.broker.config.TlsConfig;
import java.util.Optional;

/** The files of one moment. Equal if what is in them is. */
record TlsFiles(PemFile certificate, PemFile privateKey, Optional<PemFile> clientCa) {

    /** @throws io.waggle.broker.config.ConfigException if one cannot be read, or others may read the key */
    static TlsFiles read(TlsConfig config) {
        return new TlsFiles(
                PemFile.read(TlsConfig.CERTIFICATE_KEY, config.certificate().orElseThrow()),
                PemFile.readSecret(
                        TlsConfig.PRIVATE_KEY_KEY, config.privateKey().orElseThrow()),
                config.clientCa().map(path -> PemFile.read(TlsConfig.CLIENT_CA_KEY, path)));
    }
}
