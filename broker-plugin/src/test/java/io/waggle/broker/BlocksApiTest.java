package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.MessagePolicy.Reception;
import io.waggle.broker.contact.Policies;
import io.waggle.protocol.AccountId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The block list over HTTP, and what the message path learns of it. */
class BlocksApiTest {

    @TempDir
    private Path folder;

    private TestApi api;
    private Tokens anna;
    private HttpCaller annas;

    @SuppressWarnings("NullAway.Init")
    BlocksApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        anna = api.signIn("anna@example.org");
        annas = api.http.as(anna);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aPersonBlocksAndUnblocks() {
        annas.put("/v1/blocks/eve", Map.of()).expect(204);
        api.clock.advance(Duration.ofMinutes(1));
        annas.put("/v1/blocks/bob", Map.of()).expect(204);
        annas.put("/v1/blocks/eve", Map.of()).expect(204);

        assertThat(annas.get("/v1/blocks").expect(200).json().get("blocks").findValuesAsString("account_id"))
                .containsExactly("bob", "eve");
        annas.delete("/v1/blocks/eve").expect(204);
        annas.delete("/v1/blocks/eve").expect(404);
        assertThat(annas.get("/v1/blocks").json().get("blocks").findValuesAsString("account_id"))
                .containsExactly("bob");
        Tokens carol = api.signIn("carol@example.org");
        assertThat(api.http.as(carol).get("/v1/blocks").json().get("blocks")).isEmpty();
    }

    @Test
    void nobodyBlocksThemselvesOrWhatIsNoAccountIdOrWithoutAToken() {
        annas.put("/v1/blocks/" + anna.account(), Map.of()).expect(400);
        annas.put("/v1/blocks/a%20b", Map.of()).expect(400);
        annas.put("/v1/blocks/" + "a".repeat(65), Map.of()).expect(400);
        annas.put("/v1/blocks/a'--", Map.of()).expect(400);
        api.http.put("/v1/blocks/bob", Map.of()).expect(401);
        api.http.get("/v1/blocks").expect(401);
    }

    @Test
    void onlySoManyCanBeBlocked() {
        api.database.write(handle -> {
            for (int i = 0; i < Blocks.LIMIT; i++) {
                handle.execute(
                        "INSERT INTO account_block (account_id, blocked_id, blocked_at) VALUES (?, ?, CURRENT_TIMESTAMP)",
                        anna.account(),
                        "n" + i);
            }
            return true;
        });
        annas.put("/v1/blocks/one-more", Map.of()).expect(409);
        annas.put("/v1/blocks/n7", Map.of()).expect(204);
    }

    @Test
    void theMessagePathKnowsAfterTheStartAndAfterAChange() {
        AccountId annasId = new AccountId(anna.account());
        AccountId bob = new AccountId("bob");
        annas.put("/v1/blocks/bob", Map.of()).expect(204);
        Policies policies = api.parts.policies();
        assertThat(policies.message(annasId, bob)).isEqualTo(Reception.TAKEN);

        policies.load();
        assertThat(policies.message(annasId, bob)).isEqualTo(Reception.REFUSED);
        assertThat(policies.message(bob, annasId))
                .as("the other way round it is not")
                .isEqualTo(Reception.TAKEN);

        annas.delete("/v1/blocks/bob").expect(204);
        policies.reload(annasId);
        assertThat(policies.message(annasId, bob)).isEqualTo(Reception.TAKEN);
    }
}
