package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Submission;
import io.waggle.client.api.ApiException;
import io.waggle.client.api.ApiOptions;
import io.waggle.client.api.Groups;
import io.waggle.client.api.WaggleApi;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupLink;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.InboxItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the HTTP API has of groups. */
final class GroupsApiTest {

    private static final GroupLink LINK = new GroupLink(new ConversationId(1, 2), new GroupSecret(3, 4));
    private static final String PICTURE = "/v1/groups/" + LINK.group() + "/picture";

    @TempDir
    private Path folder;

    private TestApi api;
    private Tokens anna;
    private Tokens bob;
    private Tokens carl;

    @SuppressWarnings("NullAway.Init")
    GroupsApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        anna = signIn("anna@example.org");
        bob = signIn("bob@example.org");
        carl = signIn("carl@example.org");
        change(anna, new GroupChange.Create("Bees", "of the town", GroupSettings.DEFAULT, List.of(account(bob))));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aMemberSetsThePictureAndTheOthersAreToldAndSeeIt() {
        http(bob).get(PICTURE).expect(404);
        http(bob).put(PICTURE, "image/png", TestPictures.png(900, 300)).expect(204);

        Answer shown = http(anna).get(PICTURE).expect(200);
        assertThat(shown.header("Content-Type")).isEqualTo("image/jpeg");
        http(anna).with("If-None-Match", shown.tag()).get(PICTURE).expect(304);
        assertThat(events(anna))
                .extracting(GroupEvent::effect)
                .containsExactly(new GroupEvent.PictureSet(shown.tag().replace("\"", "")));

        http(anna).delete(PICTURE).expect(204);
        http(bob).get(PICTURE).expect(404);
        assertThat(events(bob)).extracting(GroupEvent::effect).endsWith(new GroupEvent.PictureSet(""));
    }

    @Test
    void whoIsNotInItLearnsNothingOfIt() {
        http(bob).put(PICTURE, "image/png", TestPictures.png(10, 10)).expect(204);
        Answer of = http(carl).get(PICTURE).expect(404);
        Answer none = http(carl)
                .get("/v1/groups/" + new ConversationId(9, 9) + "/picture")
                .expect(404);
        assertThat(of.body()).isEqualTo(none.body());
        http(carl).put(PICTURE, "image/png", TestPictures.png(10, 10)).expect(404);
        http(carl).delete(PICTURE).expect(404);
        http(carl).get("/v1/groups/bees/picture").expect(404);
        api.http.get(PICTURE).expect(401);
    }

    @Test
    void whereOnlyAdminsEditAMemberDoesNot() {
        change(
                anna,
                new GroupChange.SetSettings(new GroupSettings(
                        GroupSettings.Who.EVERY_MEMBER,
                        GroupSettings.Who.ADMINS,
                        GroupSettings.Who.EVERY_MEMBER,
                        false,
                        Duration.ZERO)));

        assertThat(http(bob)
                        .put(PICTURE, "image/png", TestPictures.png(10, 10))
                        .expect(403)
                        .text("type"))
                .endsWith(":group-forbids");
        http(bob).delete(PICTURE).expect(403);
        http(anna).put(PICTURE, "image/png", TestPictures.png(10, 10)).expect(204);
    }

    @Test
    void whatIsNoPictureIsRefusedAsWithProfiles() {
        http(bob)
                .put(PICTURE, "image/png", "no picture".getBytes(StandardCharsets.UTF_8))
                .expect(415);
        http(bob).get(PICTURE).expect(404);
        assertThat(events(anna)).isEmpty();
    }

    @Test
    void aLinkShowsWhatItLeadsToUntilThereIsAnother() {
        Map<String, String> body = Map.of("link", LINK.text());
        http(carl).post("/v1/group-previews", body).expect(404);
        change(anna, new GroupChange.SetLink(Optional.of(LINK.secret())));
        http(bob).put(PICTURE, "image/png", TestPictures.png(10, 10)).expect(204);

        Answer preview = http(carl).post("/v1/group-previews", body).expect(200);
        assertThat(preview.text("group_id")).isEqualTo(LINK.group().toString());
        assertThat(preview.text("name")).isEqualTo("Bees");
        assertThat(preview.text("description")).isEqualTo("of the town");
        assertThat(preview.json().get("members").asInt()).isEqualTo(2);
        assertThat(preview.json().get("approval").asBoolean()).isFalse();
        assertThat(preview.json().get("picture").asString()).startsWith("/9j/");

        Answer other = http(carl)
                .post("/v1/group-previews", Map.of("link", new GroupLink(LINK.group(), new GroupSecret(3, 5)).text()))
                .expect(404);
        change(anna, new GroupChange.SetLink(Optional.empty()));
        assertThat(http(carl).post("/v1/group-previews", body).expect(404).body())
                .isEqualTo(other.body());
        http(carl)
                .post("/v1/group-previews", Map.of("link", "waggle://join/bees"))
                .expect(400);
        http(carl).post("/v1/group-previews", Map.of()).expect(400);
        api.http.post("/v1/group-previews", body).expect(401);
    }

    @Test
    void theClientLibraryDoesTheSame() throws IOException {
        try (WaggleApi library = WaggleApi.of(api.address(), ApiOptions.DEFAULT)) {
            Groups groups = library.groups(() -> bob.access());
            assertThat(groups.picture(LINK.group())).isEmpty();
            groups.setPicture(LINK.group(), ByteString.of(TestPictures.png(900, 300)));
            ByteString shown =
                    library.groups(() -> anna.access()).picture(LINK.group()).orElseThrow();
            assertThat(shown.hex()).startsWith("ffd8");

            change(anna, new GroupChange.SetLink(Optional.of(LINK.secret())));
            assertThat(library.groups(() -> carl.access()).preview(LINK))
                    .isEqualTo(new Groups.Preview(
                            LINK.group(), "Bees", Optional.of("of the town"), 2, false, Optional.of(shown)));
            groups.removePicture(LINK.group());
            assertThat(groups.picture(LINK.group())).isEmpty();

            ApiException foreign = catchThrowableOfType(
                    ApiException.class,
                    () -> library.groups(() -> carl.access())
                            .setPicture(LINK.group(), ByteString.of(TestPictures.png(9, 9))));
            assertThat(foreign.status()).isEqualTo(404);
        }
    }

    private Tokens signIn(String address) {
        Tokens tokens = api.signIn(address);
        var unused = api.inbox.open(device(tokens)).join();
        return tokens;
    }

    private HttpCaller http(Tokens person) {
        return api.http.as(person);
    }

    private static Address device(Tokens tokens) {
        return Address.of(tokens.account(), tokens.device());
    }

    private static AccountId account(Tokens tokens) {
        return device(tokens).account();
    }

    private void change(Tokens by, GroupChange.Change change) {
        GroupChange item = new GroupChange(MessageId.create(api.clock.instant()), LINK.group(), 0, change);
        assertThat(api.inbox
                        .append(new Submission(device(by), List.of(item), Submission.Refusals.BY_ROW))
                        .join())
                .isInstanceOf(Decision.AllAccepted.class);
    }

    private List<GroupEvent> events(Tokens person) {
        return api.inbox.read(device(person), InboxSequence.NONE, 1 << 20, 1_000).items().stream()
                .map(InboxItem::content)
                .filter(GroupEvent.class::isInstance)
                .map(GroupEvent.class::cast)
                .toList();
    }
}
