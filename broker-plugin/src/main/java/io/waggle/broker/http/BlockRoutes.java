package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Blocks.Block;
import io.waggle.broker.database.Database;
import io.waggle.broker.http.PageRequest.Page;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom whoever calls wants to hear nothing from. */
final class BlockRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final Blocks blocks;

    BlockRoutes(Exchange exchange, Callers callers, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        database = domains.database();
        blocks = domains.blocks();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record BlockList(
            List<BlockView> blocks, @Nullable String nextCursor) {}

    private record BlockView(String accountId, Instant blockedAt) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/blocks", this::list);
        routes.put("/v1/blocks/{account}", this::add);
        routes.delete("/v1/blocks/{account}", this::remove);
    }

    private void list(Context context) {
        AccountId caller = callers.require(context).account();
        PageRequest request = PageRequest.of(context);
        Optional<Block> after = request.after(
                2, parts -> new Block(new AccountId(parts.get(1)), Instant.ofEpochMilli(Long.parseLong(parts.get(0)))));
        Page<Block> page = request.page(
                database.read(handle -> blocks.list(handle, caller, after, request.lookFor())),
                block -> List.of(
                        Long.toString(block.since().toEpochMilli()),
                        block.account().value()));
        List<BlockView> views = page.members().stream()
                .map(block -> new BlockView(block.account().value(), block.since()))
                .toList();
        exchange.answerTagged(context, new BlockList(views, page.nextCursor()));
    }

    private void add(Context context) {
        AccountId caller = callers.require(context).account();
        AccountId other = Exchange.account(context);
        switch (database.write(handle -> blocks.add(handle, caller, other))) {
            case BLOCKED -> context.status(204);
            case ONESELF -> throw new ProblemException(Problem.badRequest("nobody blocks themselves"));
            case TOO_MANY ->
                throw new ProblemException(Problem.of(
                        409,
                        "too-many-blocks",
                        "Too many accounts are blocked",
                        "at most " + Blocks.LIMIT + ": unblock one first"));
        }
    }

    private void remove(Context context) {
        AccountId caller = callers.require(context).account();
        AccountId other = Exchange.account(context);
        if (!database.write(handle -> blocks.remove(handle, caller, other))) {
            throw new ProblemException(
                    Problem.of(404, "not-blocked", "The account is not blocked", "see GET /v1/blocks"));
        }
        context.status(204);
    }
}
