package io.waggle.broker.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines that talk in memory, without a network. */
final class Handshake {

    private static final int ROUNDS = 100;

    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    private final SSLEngine server;
    private final SSLEngine client;

    private Handshake(SSLEngine server, SSLEngine client) {
        this.server = server;
        this.client = client;
    }

    /** Shakes hands. @throws SSLException of the side that refuses first */
    static void between(SSLEngine server, SSLEngine client) throws SSLException {
        new Handshake(server, client).run();
    }

    /** The name in the certificate that the client was shown. */
    static String shownBy(SSLEngine server, SSLEngine client) throws SSLException {
        between(server, client);
        return ((X509Certificate) client.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private void run() throws SSLException {
        client.setUseClientMode(true);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < ROUNDS; i++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
            if (isDone(client) && isDone(server) && toServer.position() == 0 && toClient.position() == 0) {
                return;
            }
        }
        throw new IllegalStateException("the handshake does not end");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        engine.wrap(nothing, out);
        work(engine);
        in.flip();
        while (in.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(1 << 15));
            work(engine);
            if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        in.compact();
    }

    private static void work(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    static SSLEngine only(SSLEngine client, String protocol, List<String> suites) {
        client.setEnabledProtocols(new String[] {protocol});
        client.setEnabledCipherSuites(suites.toArray(new String[0]));
        return client;
    }
}
