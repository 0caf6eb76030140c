package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.contact.AddressBook;
import io.waggle.broker.contact.MessagePolicy.Reception;
import io.waggle.protocol.AccountId;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles, avatars, privacy, contacts and the address book over HTTP. */
class PeopleApiTest {

    private static final String ANNA = "anna@example.org";
    private static final String BOB = "bob@example.org";

    @TempDir
    private Path folder;

    private TestApi api;
    private Tokens anna;
    private HttpCaller annas;
    private Tokens bob;
    private HttpCaller bobs;

    @SuppressWarnings("NullAway.Init")
    PeopleApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        anna = api.signIn(ANNA);
        annas = api.http.as(anna);
        bob = api.signIn(BOB);
        bobs = api.http.as(bob);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    // --- profile

    @Test
    void aProfileIsChangedMemberByMember() {
        assertThat(annas.get("/v1/profile").expect(200).json().propertyNames()).containsExactly("account_id");
        annas.patch("/v1/profile", Map.of("name", "  Anna 👩‍👧 ", "about", "busy"))
                .expect(204);
        Answer whole = annas.get("/v1/profile").expect(200);
        assertThat(whole.text("name")).isEqualTo("Anna 👩‍👧");
        assertThat(whole.text("about")).isEqualTo("busy");
        annas.patch("/v1/profile", Map.of("about", "free")).expect(204);
        assertThat(annas.get("/v1/profile").text("name")).isEqualTo("Anna 👩‍👧");
        annas.patch("/v1/profile", Collections.singletonMap("name", null)).expect(204);
        assertThat(annas.get("/v1/profile").json().has("name")).isFalse();
        assertThat(annas.get("/v1/profile").text("about")).isEqualTo("free");
        annas.patch("/v1/profile", Map.of()).expect(204);
    }

    @Test
    void aProfileThatWasChangedInBetweenIsNotOverwritten() {
        String before = annas.get("/v1/profile").tag();
        annas.with("If-None-Match", before).get("/v1/profile").expect(304);
        annas.with("If-Match", before).patch("/v1/profile", Map.of("name", "A")).expect(204);
        annas.with("If-Match", before).patch("/v1/profile", Map.of("name", "B")).expect(412);
        assertThat(annas.get("/v1/profile").text("name")).isEqualTo("A");
        annas.with("If-None-Match", before).get("/v1/profile").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"\"}",
                "{\"name\": \"   \"}",
                "{\"name\": \"a\\nb\"}",
                "{\"name\": \"a\\u0000b\"}",
                "{\"name\": \"a\\u202Eb\"}",
                "{\"name\": \"a\\u2028b\"}",
                "{\"name\": \"\\uD800\"}",
                "{\"name\": 7}",
                "{\"name\": [\"a\"]}",
                "{\"name\": {\"a\": 1}}",
                "{\"about\": \"a\\r\\nb\"}",
                "{\"about\": true}",
                "{\"avatar\": null}",
                "{\"account_id\": \"x\"}",
                "[]",
                "null",
                "\"name\"",
                ""
            })
    void whatIsNoProfileIsRefused(String json) {
        annas.send("/v1/profile", "PATCH", "application/json", json).expect(400);
        assertThat(annas.get("/v1/profile").json().propertyNames()).containsExactly("account_id");
    }

    @Test
    void textsHaveTheirLengthsToTheCharacter() {
        annas.patch("/v1/profile", Map.of("name", "n".repeat(64), "about", "a".repeat(140)))
                .expect(204);
        annas.patch("/v1/profile", Map.of("name", "n".repeat(65))).expect(400);
        annas.patch("/v1/profile", Map.of("about", "a".repeat(141))).expect(400);
        annas.patch("/v1/profile", Map.of("about", "x'); DROP TABLE profile; --"))
                .expect(204);
        assertThat(annas.get("/v1/profile").text("about")).isEqualTo("x'); DROP TABLE profile; --");
    }

    @Test
    void nobodyWithoutATokenGetsAnything() {
        for (String path : List.of(
                "/v1/profile",
                "/v1/profile/avatar",
                "/v1/accounts/" + bob.account(),
                "/v1/accounts/" + bob.account() + "/avatar",
                "/v1/privacy",
                "/v1/contacts",
                "/v1/address-book")) {
            api.http.get(path).expect(401);
        }
        api.http.patch("/v1/profile", Map.of("name", "x")).expect(401);
        api.http.patch("/v1/privacy", Map.of()).expect(401);
        api.http.put("/v1/profile/avatar", "image/png", new byte[10]).expect(401);
        api.http.delete("/v1/profile/avatar").expect(401);
        api.http.put("/v1/contacts/" + bob.account(), Map.of()).expect(401);
        api.http.delete("/v1/contacts/" + bob.account()).expect(401);
        api.http.post("/v1/address-book", Map.of()).expect(401);
        api.http.delete("/v1/address-book").expect(401);
    }

    @Test
    void othersSeeWhatTheyMayAndAreNotToldOfABlock() throws IOException {
        annas.patch("/v1/profile", Map.of("name", "Anna", "about", "busy")).expect(204);
        annas.put("/v1/profile/avatar", "image/png", TestPictures.png(20, 20)).expect(204);
        String path = "/v1/accounts/" + anna.account();

        assertThat(bobs.get(path).expect(200).json().propertyNames()).containsExactly("account_id", "name");
        bobs.get(path + "/avatar").expect(404);
        annas.put("/v1/contacts/" + bob.account(), Map.of()).expect(204);
        assertThat(bobs.get(path).expect(200).json().propertyNames())
                .as("who hides from somebody does not see them")
                .containsExactlyInAnyOrder("account_id", "name", "about", "avatar");
        bobs.patch("/v1/privacy", Map.of("last_seen", "everyone")).expect(204);
        Answer seen = bobs.get(path).expect(200);
        assertThat(seen.json().propertyNames())
                .containsExactlyInAnyOrder("account_id", "name", "about", "avatar", "last_seen_at");
        assertThat(seen.json().at("/avatar/path").asString()).isEqualTo(path + "/avatar");
        bobs.get(path + "/avatar").expect(200);

        annas.put("/v1/blocks/" + bob.account(), Map.of()).expect(204);
        assertThat(bobs.get(path).expect(200).json().propertyNames()).containsExactly("account_id", "name");
        bobs.get(path + "/avatar").expect(404);
        bobs.with("If-None-Match", seen.tag()).get(path).expect(200);
        bobs.get("/v1/accounts/nobody").expect(404);
        bobs.get("/v1/accounts/a%20b").expect(404);
        bobs.get("/v1/accounts/" + "a".repeat(65)).expect(404);
        bobs.get("/v1/accounts/nobody/avatar").expect(404);
    }

    // --- avatar

    @Test
    void aPictureIsServedAsAJpegOfItsOwn() throws IOException {
        annas.get("/v1/profile/avatar").expect(404);
        annas.delete("/v1/profile/avatar").expect(404);
        annas.put("/v1/profile/avatar", "image/jpeg", TestPictures.png(900, 600))
                .expect(204);

        Answer answer = annas.get("/v1/profile/avatar").expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        annas.with("If-None-Match", answer.tag()).get("/v1/profile/avatar").expect(304);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(annas.bytes("/v1/profile/avatar")));
        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getHeight()).isEqualTo(426);
        String tag = annas.get("/v1/profile").json().at("/avatar/tag").asString();
        assertThat(answer.tag()).isEqualTo('"' + tag + '"');

        annas.put("/v1/profile/avatar", "image/png", TestPictures.png(30, 30)).expect(204);
        annas.with("If-None-Match", answer.tag()).get("/v1/profile/avatar").expect(200);
        annas.delete("/v1/profile/avatar").expect(204);
        annas.get("/v1/profile/avatar").expect(404);
        assertThat(annas.get("/v1/profile").json().has("avatar")).isFalse();
    }

    @Test
    void whatIsNoPictureIsRefusedAndTheOldOneStays() throws IOException {
        annas.put("/v1/profile/avatar", "image/png", TestPictures.png(30, 30)).expect(204);
        String tag = annas.get("/v1/profile/avatar").tag();

        annas.put("/v1/profile/avatar", "image/png", new byte[0]).expect(415);
        annas.put("/v1/profile/avatar", "image/png", "<svg/>".getBytes(StandardCharsets.UTF_8))
                .expect(415);
        annas.put("/v1/profile/avatar", "image/jpeg", "GIF89a".getBytes(StandardCharsets.UTF_8))
                .expect(415);
        byte[] wide = TestPictures.png(4_097, 1);
        annas.put("/v1/profile/avatar", "image/png", wide).expect(422);
        annas.put("/v1/profile/avatar", "image/png", Arrays.copyOf(wide, 40)).expect(422);
        annas.put("/v1/profile/avatar", "image/png", new byte[(1 << 20) + 1]).expect(413);
        annas.put("/v1/profile/avatar", "image/png", new byte[1 << 20]).expect(415);
        annas.patch("/v1/profile", Map.of("name", "x".repeat(70_000))).expect(413);
        assertThat(annas.get("/v1/profile/avatar").tag()).isEqualTo(tag);
    }

    // --- privacy

    @Test
    void settingsHaveDefaultsAndAreChangedOneByOne() {
        Answer first = annas.get("/v1/privacy").expect(200);
        for (String audience : List.of("last_seen", "photo", "about", "add_to_groups")) {
            assertThat(first.text(audience)).isEqualTo("contacts");
        }
        assertThat(first.text("strangers")).isEqualTo("allow");
        assertThat(first.text("discoverable")).isEqualTo("mutual");
        assertThat(first.json().get("read_receipts").asBoolean()).isTrue();

        annas.patch("/v1/privacy", Map.of("strangers", "request", "photo", "nobody", "read_receipts", false))
                .expect(204);
        Answer second = annas.get("/v1/privacy").expect(200);
        assertThat(second.text("strangers")).isEqualTo("request");
        assertThat(second.text("photo")).isEqualTo("nobody");
        assertThat(second.text("about")).isEqualTo("contacts");
        assertThat(second.json().get("read_receipts").asBoolean()).isFalse();
        annas.with("If-Match", first.tag())
                .patch("/v1/privacy", Map.of("photo", "everyone"))
                .expect(412);
        annas.patch("/v1/privacy", Collections.singletonMap("strangers", null)).expect(204);
        annas.patch("/v1/privacy", Collections.singletonMap("read_receipts", null))
                .expect(204);
        assertThat(annas.get("/v1/privacy").text("strangers")).isEqualTo("allow");
        assertThat(bobs.get("/v1/privacy").text("photo")).isEqualTo("contacts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"photo\": \"EVERYONE\"}",
                "{\"photo\": \"mutual\"}",
                "{\"photo\": 1}",
                "{\"strangers\": \"everyone\"}",
                "{\"discoverable\": \"contacts\"}",
                "{\"read_receipts\": \"false\"}",
                "{\"read_receipts\": 0}",
                "{\"lastSeen\": \"nobody\"}",
                "{\"photo\": \"everyone\", \"about\": \"x\"}"
            })
    void whatIsNoSettingIsRefusedAndChangesNothing(String json) {
        String before = annas.get("/v1/privacy").tag();
        annas.send("/v1/privacy", "PATCH", "application/json", json).expect(400);
        assertThat(annas.get("/v1/privacy").tag()).isEqualTo(before);
    }

    @Test
    void theMessagePathIsToldOfSettingsAndContacts() {
        AccountId annasId = new AccountId(anna.account());
        AccountId bobsId = new AccountId(bob.account());
        annas.patch("/v1/privacy", Map.of("strangers", "request")).expect(204);
        api.parts.policies().load();
        assertThat(api.parts.policies().message(annasId, bobsId)).isEqualTo(Reception.AS_REQUEST);
        annas.put("/v1/contacts/" + bob.account(), Map.of()).expect(204);
        api.parts.policies().reload(annasId);
        assertThat(api.parts.policies().message(annasId, bobsId)).isEqualTo(Reception.TAKEN);
    }

    // --- contacts

    @Test
    void aContactIsAddedNamedListedAndRemoved() {
        bobs.patch("/v1/profile", Map.of("name", "Robert")).expect(204);
        annas.put("/v1/contacts/" + bob.account(), Map.of("name", "Bobby")).expect(204);

        Answer list = annas.get("/v1/contacts").expect(200);
        assertThat(list.json().at("/contacts/0/account_id").asString()).isEqualTo(bob.account());
        assertThat(list.json().at("/contacts/0/name").asString()).isEqualTo("Bobby");
        assertThat(list.json().at("/contacts/0/profile/name").asString()).isEqualTo("Robert");
        assertThat(list.json().at("/contacts/0/added").asBoolean()).isTrue();
        assertThat(list.json().at("/contacts/0").has("hash")).isFalse();
        annas.with("If-None-Match", list.tag()).get("/v1/contacts").expect(304);
        assertThat(bobs.get("/v1/contacts").json().get("contacts")).isEmpty();

        annas.put("/v1/contacts/" + bob.account(), Map.of()).expect(204);
        assertThat(annas.get("/v1/contacts").json().at("/contacts/0").has("name"))
                .isFalse();
        annas.delete("/v1/contacts/" + bob.account()).expect(204);
        annas.delete("/v1/contacts/" + bob.account()).expect(404);
    }

    @Test
    void whatIsNoContactIsRefused() {
        annas.put("/v1/contacts/" + anna.account(), Map.of()).expect(400);
        annas.put("/v1/contacts/nobody", Map.of()).expect(404);
        annas.put("/v1/contacts/a%20b", Map.of()).expect(400);
        annas.put("/v1/contacts/..%2F..%2Fetc", Map.of()).expect(400);
        annas.put("/v1/contacts/" + bob.account(), Map.of("name", "a\u202Eb")).expect(400);
        annas.put("/v1/contacts/" + bob.account(), Map.of("name", "n".repeat(65)))
                .expect(400);
        annas.put("/v1/contacts/" + bob.account(), Map.of("name", 5)).expect(400);
        annas.put("/v1/contacts/" + bob.account(), Map.of("other", 5)).expect(400);
        annas.get("/v1/contacts?cursor=YSBi").expect(400);
        annas.get("/v1/contacts?limit=0").expect(400);
        annas.get("/v1/contacts?limit=201").expect(400);
        assertThat(annas.get("/v1/contacts").json().get("contacts")).isEmpty();
    }

    @Test
    void contactsComeInPages() {
        List<String> all = new ArrayList<>(List.of(bob.account()));
        for (int i = 0; i < 4; i++) {
            all.add(api.signIn("x" + i + "@example.org").account());
        }
        all.forEach(other -> annas.put("/v1/contacts/" + other, Map.of()).expect(204));
        Collections.sort(all);

        List<String> seen = new ArrayList<>();
        String path = "/v1/contacts?limit=2";
        while (true) {
            Answer page = annas.get(path).expect(200);
            page.json()
                    .get("contacts")
                    .forEach(contact -> seen.add(contact.get("account_id").asString()));
            if (!page.json().has("next_cursor")) {
                break;
            }
            path = "/v1/contacts?limit=2&cursor=" + page.text("next_cursor");
        }
        assertThat(seen).isEqualTo(all);
    }

    // --- address book

    @Test
    void peopleFindEachOtherByWhatIsInTheirBooks() {
        assertThat(add(annas, BOB)).as("bob does not have anna").isEmpty();
        assertThat(add(bobs, ANNA)).containsExactly(anna.account());
        assertThat(add(annas, BOB)).containsExactly(bob.account());
        Answer list = annas.get("/v1/contacts").expect(200);
        assertThat(list.json().at("/contacts/0/account_id").asString()).isEqualTo(bob.account());
        assertThat(list.json().at("/contacts/0/hash").asString()).isEqualTo(hash(annas, BOB));
        assertThat(list.json().at("/contacts/0/added").asBoolean()).isFalse();
        assertThat(annas.get("/v1/address-book").json().get("entries").asInt()).isEqualTo(1);

        annas.post("/v1/address-book", Map.of("remove", List.of(hash(annas, BOB))))
                .expect(200);
        assertThat(annas.get("/v1/contacts").json().get("contacts")).isEmpty();
        annas.delete("/v1/address-book").expect(204);
        assertThat(bobs.get("/v1/contacts").json().get("contacts")).isEmpty();
    }

    @Test
    void whatIsNoBookIsRefusedAndChangesNothing() {
        String good = hash(annas, BOB);
        add(annas, ANNA);
        for (Object entry : List.of("x", "", good + "=", BOB, 7, good.substring(1) + "*")) {
            annas.post("/v1/address-book", Map.of("add", List.of(good, entry))).expect(400);
        }
        annas.send("/v1/address-book", "POST", "application/json", "{\"add\": [null]}")
                .expect(400);
        annas.send("/v1/address-book", "POST", "application/json", "{\"add\": \"" + good + "\"}")
                .expect(400);
        List<String> many = IntStream.range(0, AddressBook.AT_ONCE)
                .mapToObj(i -> hash(annas, "h" + i + "@example.org"))
                .toList();
        annas.post("/v1/address-book", Map.of("add", many, "remove", List.of(good)))
                .expect(400);
        assertThat(annas.get("/v1/address-book").json().get("entries").asInt()).isEqualTo(1);
        annas.post("/v1/address-book", Map.of("add", many)).expect(200);
        annas.send("/v1/address-book", "POST", "application/json", "{\"add\": null}")
                .expect(200);
        annas.post("/v1/address-book", Map.of()).expect(200);
        assertThat(annas.get("/v1/address-book").json().get("entries").asInt()).isEqualTo(1_001);
    }

    private static List<String> add(HttpCaller caller, String email) {
        List<String> accounts = new ArrayList<>();
        caller.post("/v1/address-book", Map.of("add", List.of(hash(caller, email))))
                .expect(200)
                .json()
                .get("matches")
                .forEach(match -> accounts.add(match.get("account_id").asString()));
        return accounts;
    }

    /** As a client makes it, from the recipe. */
    private static String hash(HttpCaller caller, String email) {
        byte[] salt =
                Base64.getUrlDecoder().decode(caller.get("/v1/address-book").text("salt"));
        assertThat(salt).hasSize(Discovery.SALT_BYTES);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("waggle/discovery/v1\0".getBytes(StandardCharsets.US_ASCII));
            digest.update(salt);
            byte[] hash = digest.digest(email.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
