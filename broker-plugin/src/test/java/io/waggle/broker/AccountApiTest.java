package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.database.Schema;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Action;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.lifecycle.AccountExport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A person's account as a whole, over HTTP: what it is, what is known about it, and its end. */
final class AccountApiTest {

    /** Tables that name an account and are in no export, each with its reason. */
    private static final Map<String, String> NOT_EXPORTED =
            Map.of("account_change", "what is still to be done about a change, for milliseconds");

    @TempDir
    private Path folder;

    private TestApi api;
    private HttpCaller http;

    @SuppressWarnings("NullAway.Init")
    AccountApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        http = api.http;
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aPersonSeesWhatTheirAccountIs() {
        Tokens phone = api.signIn("anna@example.org");
        api.signIn("anna@example.org");
        http.as(phone).put("/v1/blocks/somebody", Map.of()).expect(204);

        JsonNode account = http.as(phone).get("/v1/account").expect(200).json();
        assertThat(account.get("account_id").asString()).isEqualTo(phone.account());
        assertThat(account.get("created_at").asString()).isEqualTo("2026-11-25T12:00:00Z");
        JsonNode identifier = account.get("identifiers").get(0);
        assertThat(identifier.get("kind").asString()).isEqualTo("email");
        assertThat(identifier.get("value").asString()).isEqualTo("anna@example.org");
        assertThat(account.get("devices").asInt()).isEqualTo(2);
        assertThat(account.get("sessions").asInt()).isEqualTo(2);
        assertThat(account.get("blocks").asInt()).isEqualTo(1);
    }

    @Test
    void nobodySeesOrTakesOrEndsAnAccountWithoutATokenOfIt() {
        for (String token : List.of("", "wrong", api.operators.mint(Duration.ofMinutes(1)))) {
            HttpCaller stranger = token.isEmpty() ? http : http.with("Authorization", "Bearer " + token);
            stranger.get("/v1/account").expect(401);
            stranger.get("/v1/account/export").expect(401);
            stranger.delete("/v1/account?confirm=anna").expect(401);
        }
    }

    @Test
    void theExportHasEverythingAboutThePersonAndNothingAboutOthers() {
        Tokens phone = api.signIn("anna@example.org");
        Tokens tablet = api.signIn("anna@example.org");
        Tokens bob = api.signIn("bob@example.org");
        http.as(phone).put("/v1/blocks/" + bob.account(), Map.of()).expect(204);
        http.as(bob).put("/v1/blocks/" + phone.account(), Map.of()).expect(204);
        http.form("/oauth/revoke", Map.of("token", tablet.refresh())).expect(200);
        String code = http.form("/oauth/device_authorization", Map.of("device_name", "a browser"))
                .text("user_code");
        http.as(phone).post("/v1/device-links/" + code, Map.of("approve", true)).expect(204);
        openInboxes(phone, tablet, bob);
        send(bob, "Hi Anna", phone, tablet);
        makeGroup(bob, "Bees", phone);

        HttpCaller.Answer answer = http.as(phone).get("/v1/account/export").expect(200);

        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Content-Disposition")).contains("attachment");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode export = answer.json();
        assertThat(export.get("format").asInt()).isEqualTo(1);
        assertThat(export.get("account_id").asString()).isEqualTo(phone.account());
        assertThat(export.get("complete").asBoolean()).isTrue();
        assertThat(export.get("identifiers").findValuesAsString("value")).containsExactly("anna@example.org");
        assertThat(export.get("devices").findValuesAsString("id"))
                .containsExactlyInAnyOrder(phone.device(), tablet.device());
        assertThat(export.get("sessions")).hasSize(2);
        assertThat(export.get("sessions").findValuesAsString("end_reason")).contains("signed_out");
        assertThat(export.get("device_links").findValuesAsString("device_name")).containsExactly("a browser");
        assertThat(export.get("blocks").findValuesAsString("account_id")).containsExactly(bob.account());
        assertThat(export.get("verifications")).hasSize(2);
        assertThat(export.get("groups").findValuesAsString("name")).containsExactly("Bees");
        assertThat(export.get("groups").findValuesAsString("role")).containsExactly("member");
        JsonNode inbox = export.get("inbox");
        assertThat(inbox.findValuesAsString("device_id"))
                .containsExactlyInAnyOrder(phone.device(), phone.device(), tablet.device(), tablet.device());
        assertThat(inbox.findValuesAsString("kind")).contains("message", "group_state");
        assertThat(new String(
                        Base64.getDecoder().decode(inbox.get(0).get("content").asString()), StandardCharsets.UTF_8))
                .isEqualTo("Hi Anna");
        assertThat(inbox.get(0).get("from").asString()).isEqualTo(bob.account() + "/" + bob.device());
        assertThat(answer.body())
                .doesNotContain("bob@example.org", phone.refresh(), phone.access(), api.codeOf("anna@example.org"))
                .doesNotContain("hash", "sealed", "lookup");
        assertThat(api.published)
                .contains(new Event.AccountAction(address(phone).account(), Action.EXPORTED, Actor.OWNER));
    }

    @Test
    void everyTableThatNamesAccountsIsInTheExportOrAStatedException() {
        Set<String> tables =
                new TreeSet<>(api.database.<Set<String>>read(handle -> new Schema(handle).tablesWith("account_id")));
        Set<String> covered = new TreeSet<>(NOT_EXPORTED.keySet());
        api.parts.sections().stream().map(ExportSection::tables).forEach(covered::addAll);

        assertThat(tables).contains("account", "device", "login_session");
        assertThat(covered).containsAll(tables);
        assertThat(api.parts.sections().stream().flatMap(section -> section.tables().stream()))
                .as("a table is told in one place")
                .doesNotHaveDuplicates();
    }

    @Test
    void aLongInboxIsExportedWholeAndInOrderAndNothingIsTakenOutOfIt() {
        Tokens anna = api.signIn("anna@example.org");
        Tokens bob = api.signIn("bob@example.org");
        openInboxes(anna, bob);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            sent.add("x".repeat(1_000) + i);
            send(bob, sent.get(i), anna);
        }
        for (int time = 0; time < 2; time++) {
            JsonNode inbox =
                    http.as(anna).get("/v1/account/export").expect(200).json().get("inbox");
            assertThat(inbox.findValuesAsString("content").stream()
                            .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)))
                    .containsExactlyElementsOf(sent);
        }
        assertThat(api.inbox.state(address(anna)).orElseThrow().acknowledged().value())
                .isZero();
    }

    @Test
    void anAccountHasOneExportAtATimeAndTheServerAFew() {
        Tokens anna = api.signIn("anna@example.org");
        var exports = api.parts.api().wholeAccounts().exports();
        AccountExport.Running first = exports.begin(address(anna).account()).orElseThrow();
        HttpCaller.Answer refused = http.as(anna).get("/v1/account/export").expect(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        for (int i = 1; i < AccountExport.AT_ONCE; i++) {
            assertThat(exports.begin(new AccountId("other" + i))).isPresent();
        }
        assertThat(exports.begin(new AccountId("onemore"))).isEmpty();
        first.close();
        http.as(anna).get("/v1/account/export").expect(200);
    }

    @Test
    void anExportThatCannotBeFinishedIsAnErrorOrDoesNotSayThatItIsComplete() {
        Tokens anna = api.signIn("anna@example.org");
        openInboxes(anna);
        for (int i = 0; i < 100; i++) {
            http.as(anna).put("/v1/blocks/" + "x".repeat(60) + i, Map.of()).expect(204);
        }
        api.inbox.close();

        HttpCaller.Answer small = http.as(anna).get("/v1/account/export").expect(503);
        assertThat(small.header("Content-Type")).startsWith("application/problem+json");
        assertThat(small.header("Content-Disposition")).isNull();
        for (int i = 100; i < 1_000; i++) {
            int other = i;
            var unused = api.database.<Boolean>write(handle -> handle.execute(
                            "INSERT INTO account_block (account_id, blocked_id, blocked_at) VALUES (?, ?, ?)",
                            anna.account(),
                            "x".repeat(60) + other,
                            api.clock.instant())
                    == 1);
        }
        HttpCaller.Answer large =
                new HttpCaller(api.address()).as(anna).get("/v1/account/export").expect(200);
        assertThat(large.body())
                .contains("\"devices\"")
                .doesNotContain("complete")
                .doesNotEndWith("}");
        http.as(anna).get("/v1/account").expect(200);
    }

    @Test
    void deletingTheAccountHasToBeConfirmedWithItsId() {
        Tokens anna = api.signIn("anna@example.org");
        for (String query : List.of(
                "",
                "?confirm=",
                "?confirm=yes",
                "?confirm=" + anna.account().toUpperCase(Locale.ROOT) + "x",
                "?confirm=" + anna.account() + "&confirm=" + anna.account(),
                "?confirm=" + anna.account() + "%00",
                "?confirm='%20OR%20'1'='1")) {
            HttpCaller.Answer refused =
                    http.as(anna).delete("/v1/account" + query).expect(400);
            assertThat(refused.text("type")).isEqualTo("urn:waggle:problem:not-confirmed");
            assertThat(refused.body()).doesNotContain(anna.account());
        }
        http.as(anna).get("/v1/account").expect(200);
    }

    @Test
    void aDeletedAccountIsGoneItsTokensAreRefusedAtOnceAndThePersonMayComeAgainAsSomebodyNew() {
        Tokens phone = api.signIn("anna@example.org");
        Tokens tablet = api.signIn("anna@example.org");
        Tokens bob = api.signIn("bob@example.org");

        http.as(phone).delete("/v1/account?confirm=" + phone.account()).expect(204);

        for (Tokens old : List.of(phone, tablet)) {
            http.as(old).get("/v1/account").expect(401);
            http.as(old).get("/v1/account/export").expect(401);
            http.as(old).delete("/v1/account?confirm=" + old.account()).expect(401);
            assertThat(http.form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", old.refresh()))
                            .error())
                    .isEqualTo("invalid_grant");
        }
        http.as(bob).get("/v1/account").expect(200);
        Tokens again = api.signIn("anna@example.org");
        assertThat(again.account()).isNotEqualTo(phone.account());
        assertThat(http.as(again).get("/v1/devices").json().get("devices")).hasSize(1);
        assertThat(api.published)
                .containsOnlyOnce(new Event.AccountAction(address(phone).account(), Action.DELETED, Actor.OWNER));
    }

    private static Address address(Tokens tokens) {
        return Address.of(tokens.account(), tokens.device());
    }

    private void openInboxes(Tokens... all) {
        for (Tokens tokens : all) {
            var unused = api.inbox.open(address(tokens)).join();
        }
    }

    private void makeGroup(Tokens by, String name, Tokens with) {
        GroupChange create = new GroupChange(
                MessageId.create(api.clock.instant()),
                new ConversationId(1, 2),
                0,
                new GroupChange.Create(
                        name, "", GroupSettings.DEFAULT, List.of(address(with).account())));
        assertThat(api.inbox
                        .append(new Submission(address(by), List.of(create), Submission.Refusals.BY_ANSWER))
                        .join())
                .isInstanceOf(Decision.AllAccepted.class);
    }

    private void send(Tokens from, String text, Tokens... to) {
        List<Recipient.Device> devices = List.of(to).stream()
                .map(tokens -> new Recipient.Device(address(tokens).device(), Epoch.NONE, ByteString.EMPTY))
                .toList();
        Address sender = address(from);
        Address first = address(to[0]);
        Send send = new Send(
                MessageId.create(api.clock.instant()),
                ConversationId.direct(sender.account(), first.account()),
                List.of(new Recipient(first.account(), devices)),
                ByteString.copyFromUtf8(text),
                Duration.ZERO);
        assertThat(api.inbox
                        .append(new Submission(sender, List.of(send), Submission.Refusals.BY_ANSWER))
                        .join())
                .isInstanceOf(Decision.AllAccepted.class);
    }
}
