package io.waggle.client;

import io.waggle.client.fake.Texts;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A device in a process of its own, to be killed. Sends numbers to somebody for as long as it lives, and writes a line for
 * whatever it may rely on: {@code stored N}, {@code shown TEXT}, {@code acknowledged TEXT}.
 */
public final class ChildDevice {

    private ChildDevice() {}

    /** Arguments: store, port, device, recipient account, first number. */
    public static void main(String[] arguments) throws InterruptedException {
        Address device = Address.fromClientId(arguments[2]).orElseThrow();
        ClientOptions options = ClientOptions.of(device, URI.create("tcp://127.0.0.1:" + arguments[1]), () -> "token")
                .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100));
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(Path.of(arguments[0])), device);
        WaggleClient[] client = new WaggleClient[1];
        client[0] = WaggleClient.open(options, store, new PahoTransport(), new WaggleListener() {
            @Override
            public void onMessage(StoredMessage message) {
                String text = Texts.of(message);
                say("shown " + text);
                client[0].acknowledge(message).thenRun(() -> say("acknowledged " + text));
            }
        });
        client[0].connect();
        for (int number = Integer.parseInt(arguments[4]); ; number++) {
            client[0]
                    .send(Draft.direct(
                            device.account(), new AccountId(arguments[3]), Texts.content(Integer.toString(number))))
                    .stored()
                    .join();
            say("stored " + number);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
