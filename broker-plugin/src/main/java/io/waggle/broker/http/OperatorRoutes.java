package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Account;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.lifecycle.AccountLifecycle;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the operator may ask and do about an account: nothing of what a person keeps in it. */
final class OperatorRoutes implements Routes {

    private final Exchange exchange;
    private final Operators operators;
    private final AccountLifecycle lifecycle;

    OperatorRoutes(Exchange exchange, Operators operators, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.operators = operators;
        lifecycle = domains.wholeAccounts().lifecycle();
    }

    /** Without what is personal: an operator who wants to know who it is asks the person. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record AccountView(
            String accountId,
            String state,
            Instant createdAt,
            @Nullable Instant suspendedAt,
            int devices,
            int sessions,
            int blocks) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/operator/accounts/{account}", this::show);
        routes.delete("/v1/operator/accounts/{account}", this::delete);
        routes.put("/v1/operator/accounts/{account}/suspension", this::suspend);
        routes.delete("/v1/operator/accounts/{account}/suspension", this::resume);
    }

    private void show(Context context) {
        AccountId id = account(context);
        AccountLifecycle.Overview overview = lifecycle.overview(id).orElseThrow(OperatorRoutes::noSuchAccount);
        Account account = overview.account();
        exchange.answerTagged(
                context,
                new AccountView(
                        id.value(),
                        account.isSuspended() ? "suspended" : "active",
                        account.createdAt(),
                        account.suspendedAt(),
                        overview.devices(),
                        overview.sessions(),
                        overview.blocks()));
    }

    private void suspend(Context context) {
        requireFound(context, lifecycle.suspend(account(context)));
    }

    private void resume(Context context) {
        requireFound(context, lifecycle.resume(account(context)));
    }

    private void delete(Context context) {
        requireFound(context, lifecycle.delete(account(context), Actor.OPERATOR));
    }

    private AccountId account(Context context) {
        operators.require(context);
        String id = context.pathParam("account");
        if (!AccountId.isValid(id)) {
            throw noSuchAccount();
        }
        return new AccountId(id);
    }

    private static void requireFound(Context context, boolean found) {
        if (!found) {
            throw noSuchAccount();
        }
        context.status(204);
    }

    private static ProblemException noSuchAccount() {
        return new ProblemException(Problem.of(
                404,
                "no-such-account",
                "There is no such account",
                "look at the account id, or it is deleted already"));
    }
}
