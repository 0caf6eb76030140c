package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.lifecycle.AccountExport;
import io.waggle.broker.lifecycle.AccountLifecycle;
import io.waggle.broker.lifecycle.AccountLifecycle.Overview;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/** The account of whoever calls, as a whole: what it is, everything that is known about it, and its end. */
final class AccountRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(AccountRoutes.class);

    private static final String DISPOSITION = "Content-Disposition";

    private final Exchange exchange;
    private final Callers callers;
    private final Json json = new Json();
    private final Database database;
    private final Accounts accounts;
    private final AccountLifecycle lifecycle;
    private final AccountExport exports;
    private final RequestLimits limits;

    AccountRoutes(Exchange exchange, Callers callers, RequestLimits limits, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.limits = limits;
        database = domains.database();
        accounts = domains.people().accounts();
        lifecycle = domains.wholeAccounts().lifecycle();
        exports = domains.wholeAccounts().exports();
    }

    private record AccountView(
            String accountId,
            Instant createdAt,
            List<IdentifierView> identifiers,
            int devices,
            int sessions,
            int blocks) {}

    private record IdentifierView(String kind, String value, Instant verifiedAt) {

        static IdentifierView of(Accounts.Verified verified) {
            return new IdentifierView(
                    verified.identifier().kind().name().toLowerCase(Locale.ROOT),
                    verified.identifier().value(),
                    verified.at());
        }
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/account", this::show);
        routes.get("/v1/account/export", this::export);
        routes.delete("/v1/account", this::delete);
    }

    private void show(Context context) {
        AccountId caller = callers.require(context).account();
        Overview overview = lifecycle.overview(caller).orElseThrow(AccountRoutes::gone);
        List<IdentifierView> identifiers = database.read(handle -> accounts.verified(handle, caller)).stream()
                .map(IdentifierView::of)
                .toList();
        exchange.answerTagged(
                context,
                new AccountView(
                        caller.value(),
                        overview.account().createdAt(),
                        identifiers,
                        overview.devices(),
                        overview.sessions(),
                        overview.blocks()));
    }

    private void delete(Context context) {
        AccountId caller = callers.require(context).account();
        List<String> confirmed = context.queryParams("confirm");
        if (confirmed.size() != 1 || !confirmed.get(0).equals(caller.value())) {
            throw new ProblemException(Problem.of(
                    400,
                    "not-confirmed",
                    "Deleting the account has to be confirmed",
                    "it cannot be undone: add ?confirm= and the account's own id, which GET /v1/account has"));
        }
        if (!lifecycle.delete(caller, Actor.OWNER)) {
            throw gone();
        }
        context.status(204);
    }

    /** Whose token is still good for a moment, and whose account is not there any more. */
    private static ProblemException gone() {
        return new ProblemException(Problem.unauthorized());
    }

    private void export(Context context) {
        AccountId caller = callers.require(context).account();
        limits.take(RateLimit.DATA_EXPORTS, RequestLimits.of(caller));
        try (AccountExport.Running running = exports.begin(caller).orElseThrow(AccountRoutes::busy)) {
            context.status(200)
                    .contentType(Exchange.JSON)
                    .header(DISPOSITION, "attachment; filename=\"waggle-account.json\"");
            write(running, context);
        }
    }

    private static ProblemException busy() {
        return new ProblemException(Problem.tooManyRequests(
                "an export of the account runs already, or too many others do", Duration.ofSeconds(10)));
    }

    /**
     * A JSON object whose last member is {@code "complete": true}. Once it is on its way no error can be answered: it just ends, and
     * that member is not there.
     */
    private void write(AccountExport.Running running, Context context) {
        OutputStream out = context.outputStream();
        JsonGenerator to = json.generator(out);
        try {
            to.writeStartObject();
            to.writeNumberProperty("format", AccountExport.FORMAT);
            to.writeStringProperty("account_id", running.account().value());
            to.writeStringProperty("exported_at", running.startedAt().toString());
            boolean whole = true;
            for (ExportSection section : running.sections()) {
                whole = whole && write(section, running, to);
            }
            if (whole) {
                to.writeBooleanProperty("complete", true);
                to.writeEndObject();
                running.finished();
            }
            to.flush();
            out.flush();
        } catch (IOException | JacksonException | UncheckedIOException e) {
            LOG.debug("An export was not taken to its end", e);
        } catch (RuntimeException e) {
            LOG.warn("An export could not be completed", e);
            if (!context.res().isCommitted()) {
                context.res().resetBuffer();
                context.removeHeader(DISPOSITION);
                throw new ProblemException(Problem.unavailable("not everything that is to be exported can be read"));
            }
        }
    }

    /** Whether it is all written. */
    private boolean write(ExportSection section, AccountExport.Running running, JsonGenerator to) {
        to.writeArrayPropertyStart(section.name());
        try (Stream<?> rows = section.rows(running.account())) {
            for (Iterator<?> all = rows.iterator(); all.hasNext(); ) {
                if (running.isOverdue()) {
                    return false;
                }
                to.writePOJO(all.next());
            }
        }
        to.writeEndArray();
        return true;
    }
}
