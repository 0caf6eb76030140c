package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.device.SmsGateway;
import io.waggle.client.ClientOptions;
import io.waggle.client.ConnectionState;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.api.Account;
import io.waggle.client.api.ApiException;
import io.waggle.client.api.ApiOptions;
import io.waggle.client.api.Blocks;
import io.waggle.client.api.Contacts;
import io.waggle.client.api.CredentialFile;
import io.waggle.client.api.DeviceSession;
import io.waggle.client.api.Devices;
import io.waggle.client.api.Page;
import io.waggle.client.api.Privacy;
import io.waggle.client.api.Profiles;
import io.waggle.client.api.SignIn;
import io.waggle.client.api.Tokens;
import io.waggle.client.api.Versioned;
import io.waggle.client.api.WaggleApi;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import okio.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to the first delivered message, and what else people do, by the client library alone, on the real broker. */
final class FirstMessageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SmsGateway gateway;
    private static BrokerProcess broker;

    @TempDir
    private Path folder;

    private WaggleApi api;

    @SuppressWarnings("NullAway.Init")
    FirstMessageIT() {}

    @BeforeAll
    static void start() {
        gateway = new SmsGateway();
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.code-digits", "10") // in no log by chance
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url()));
    }

    @AfterAll
    static void stop() {
        broker.close();
        gateway.close();
    }

    @BeforeEach
    void open() {
        api = WaggleApi.of(broker.http(""), ApiOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private DeviceSession signUp(String number, String name) throws IOException {
        SignIn signIn = api.signIn();
        SignIn.Verification sent = signIn.verifyPhone(number);
        Tokens tokens = signIn.finish(sent, gateway.codeFor(number), name);
        return DeviceSession.begin(tokens, signIn, new CredentialFile(folder.resolve(name)));
    }

    private WaggleClient online(DeviceSession session, WaggleListener listener) {
        Path file = folder.resolve(
                session.device().account() + "-" + session.device().device() + ".db");
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(file), session.device());
        WaggleClient client = WaggleClient.open(
                ClientOptions.of(session.device(), broker.mqttUri(), session), store, new PahoTransport(), listener);
        client.connect();
        await().atMost(PATIENCE).until(() -> client.state() == ConnectionState.ONLINE);
        return client;
    }

    private static final class Heard implements WaggleListener {

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final List<String> statuses = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(StoredMessage message) {
            texts.add(message.text().orElseThrow());
        }

        @Override
        public void onStatus(StatusChange change) {
            statuses.add(change.status().toString());
        }
    }

    @Test
    void fromSignUpToTheFirstMessageAndItsTick() throws IOException {
        String annas = "+4915123450001";
        String bobs = "+4915123450002";
        DeviceSession anna = signUp(annas, "annas phone");
        DeviceSession bob = signUp(bobs, "bobs phone");

        // Each has the other in the address book, and so they find each other.
        Contacts.AddressBook book = api.contacts(anna).addressBook();
        assertThat(api.contacts(anna).change(List.of(book.entry(bobs)), List.of()))
                .as("Bob has not yet")
                .isEmpty();
        assertThat(api.contacts(bob).change(List.of(book.entry(annas)), List.of()))
                .isEqualTo(Map.of(book.entry(annas), anna.device().account()));
        Page<Contacts.Contact> found = api.contacts(anna).list(Optional.empty(), 10);
        assertThat(found.members()).singleElement().satisfies(contact -> {
            assertThat(contact.account()).isEqualTo(bob.device().account());
            assertThat(contact.entry()).contains(book.entry(bobs));
        });
        AccountId bobsAccount = found.members().get(0).account();

        Heard bobHears = new Heard();
        Heard annaHears = new Heard();
        try (WaggleClient bobsPhone = online(bob, bobHears);
                WaggleClient annasPhone = online(anna, annaHears)) {
            annasPhone.send(Draft.direct(anna.device().account(), bobsAccount, "Hi Bob"));

            await().atMost(PATIENCE).until(() -> bobHears.texts.equals(List.of("Hi Bob")));
            await().atMost(PATIENCE).until(() -> annaHears.statuses.contains("DELIVERED"));
            assertThat(bobsPhone.state()).isEqualTo(ConnectionState.ONLINE);
        }
    }

    @Test
    void aSessionLivesOnAfterARestartAndEndsWhereItIsEnded() throws IOException {
        DeviceSession carol = signUp("+4915123450003", "carols phone");
        CredentialFile file = new CredentialFile(folder.resolve("carols phone"));
        DeviceSession resumed = DeviceSession.resume(file.load().orElseThrow(), api.signIn(), file);
        assertThat(api.devices(resumed).list()).singleElement().satisfies(device -> {
            assertThat(device.id()).isEqualTo(carol.device().device());
            assertThat(device.thisDevice()).isTrue();
        });

        resumed.signOut();
        assertThat(file.load()).isEmpty();
        resumed.forgetAccessToken();
        ApiException ended = catchThrowableOfType(ApiException.class, resumed::token);
        assertThat(ended.isSignedOut()).isTrue();
        assertThatIOException().isThrownBy(() -> api.devices(resumed).list());
    }

    @Test
    void anotherDeviceIsLinkedRenamedAndUnlinked() throws IOException {
        DeviceSession phone = signUp("+4915123450004", "first");
        SignIn signIn = api.signIn();
        SignIn.LinkRequest request = signIn.requestLink("a tablet");
        assertThat(signIn.ask(request)).isEmpty();

        Devices devices = api.devices(phone);
        assertThat(devices.waiting(request.userCode()).deviceName()).isEqualTo("a tablet");
        devices.approve(request.userCode());
        Tokens tablet = await().atMost(PATIENCE)
                .pollInterval(request.interval().plusMillis(100))
                .until(() -> signIn.ask(request), Optional::isPresent)
                .orElseThrow();
        assertThat(tablet.device().account()).isEqualTo(phone.device().account());
        devices.rename(tablet.device().device(), "the tablet");
        assertThat(devices.list()).extracting(Devices.Device::name).containsExactly("first", "the tablet");
        devices.unlink(tablet.device().device());
        assertThat(devices.list()).hasSize(1);
        ApiException refused = catchThrowableOfType(ApiException.class, () -> signIn.refresh(tablet.refreshToken()));
        assertThat(refused.isSignedOut()).isTrue();
    }

    @Test
    void aPersonShowsHidesBlocksTakesTheirDataAndGoes() throws IOException {
        DeviceSession dora = signUp("+4915123450005", "doras phone");
        DeviceSession emil = signUp("+4915123450006", "emils phone");
        AccountId doras = dora.device().account();
        AccountId emils = emil.device().account();

        Profiles profiles = api.profiles(dora);
        Versioned<Profiles.Profile> own = profiles.own();
        profiles.change(Optional.of("Dora"), Optional.of("at the gym"), own.version());
        ApiException late = catchThrowableOfType(
                ApiException.class, () -> profiles.change(Optional.empty(), Optional.empty(), own.version()));
        assertThat(late.kind()).isEqualTo("changed");
        profiles.setAvatar(picture());
        assertThat(api.profiles(emil).of(doras).about()).as("for contacts").isEmpty();
        api.contacts(dora).put(emils, Optional.of("my neighbour"));
        assertThat(api.profiles(emil).of(doras).about()).contains("at the gym");
        assertThat(api.profiles(emil).avatarOf(doras)).isPresent();
        assertThat(api.contacts(dora).list(Optional.empty(), 10).members())
                .singleElement()
                .satisfies(contact -> assertThat(contact.name()).contains("my neighbour"));

        Privacy privacy = api.privacy(dora);
        Versioned<Privacy.Settings> settings = privacy.get();
        Privacy.Settings before = settings.value();
        privacy.set(
                new Privacy.Settings(
                        Privacy.Audience.NOBODY,
                        Privacy.Audience.NOBODY,
                        Privacy.Audience.NOBODY,
                        before.addToGroups(),
                        false,
                        Privacy.Strangers.REFUSE,
                        before.discoverable()),
                settings.version());
        assertThat(privacy.get().value().strangers()).isEqualTo(Privacy.Strangers.REFUSE);
        assertThat(api.profiles(emil).of(doras).about()).isEmpty();
        assertThat(api.profiles(emil).avatarOf(doras)).isEmpty();

        api.blocks(dora).add(emils);
        assertThat(api.blocks(dora).list(Optional.empty(), 10).members())
                .extracting(Blocks.Block::account)
                .containsExactly(emils);
        api.blocks(dora).remove(emils);
        api.contacts(dora).remove(emils);

        Account account = api.account(dora);
        assertThat(account.get().identifiers())
                .extracting(Account.Identifier::value)
                .containsExactly("+4915123450005");
        Buffer export = new Buffer();
        account.export(export);
        assertThat(export.readUtf8()).contains("Dora", "at the gym", "+4915123450005");
        account.delete(doras);
        assertThat(catchThrowableOfType(
                                ApiException.class, () -> api.profiles(emil).of(doras))
                        .status())
                .isEqualTo(404);
        assertThat(catchThrowableOfType(ApiException.class, account::get).isSignedOut())
                .isTrue();
    }

    private static okio.ByteString picture() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return okio.ByteString.of(bytes.toByteArray());
    }
}
