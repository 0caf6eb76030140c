package io.waggle.broker.oauth;

import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.federation.ExternalIdentity;
import io.waggle.broker.federation.Login;
import io.waggle.broker.federation.LoginFailed;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the OpenID Connect provider sends a browser back to, which is then sent on to its app with a code. It must be the browser
 * that began (RFC 6749, section 10.12): its cookie has the login, and the provider's answer must be to that one. Any other
 * answer is shown to the person and changes nothing, so that whoever makes a browser open this page can neither sign its person
 * in as somebody else nor end the login that they are at. For any thread.
 */
public final class CallbackEndpoint {

    /** Much longer than any provider's. */
    private static final int MAX_CODE_LENGTH = 4_096;

    private final Database database;
    private final Federation federation;
    private final AppAnswers answers;
    private final LoginCookie cookie;
    private final Events events;

    CallbackEndpoint(Database database, Federation federation, AppAnswers answers, LoginCookie cookie, Events events) {
        this.database = database;
        this.federation = federation;
        this.answers = answers;
        this.cookie = cookie;
        this.events = events;
    }

    /**
     * The answer to a browser that comes back.
     *
     * @param query the parameters of the provider's answer, each with all its values
     * @param kept what the browser has in its {@link LoginCookie}
     */
    public FrontAnswer answer(Map<String, List<String>> query, Optional<String> kept) {
        Optional<Login> login = kept.flatMap(federation.logins()::read);
        if (login.isEmpty()) {
            return lost(LoginRefusal.NO_LOGIN, "a browser came back that has begun no login, or too long ago");
        }
        Parameters parameters = new Parameters(query);
        if (!single(parameters, "state").map(login.get()::isState).orElse(false)) {
            return lost(LoginRefusal.FOREIGN_STATE, "a browser came back with an answer to another login");
        }
        return end(login.get(), parameters);
    }

    private FrontAnswer lost(LoginRefusal reason, String detail) {
        events.publish(new Event.LoginRefused(reason, detail));
        return page(Optional.empty());
    }

    private FrontAnswer page(Optional<String> setCookie) {
        return new FrontAnswer.Page(
                400,
                "This sign-in has come to its end",
                "It took too long, was done before, or was begun in another browser. Go back to the app, and begin again.",
                setCookie);
    }

    /** Whatever comes of it, the browser's login is over. */
    private FrontAnswer end(Login login, Parameters parameters) {
        Optional<String> clear = Optional.of(cookie.clear());
        try {
            Optional<URI> app = app(login, parameters);
            if (app.isEmpty()) {
                events.publish(new Event.LoginRefused(LoginRefusal.REPEATED, "a login that had ended came again"));
                return page(clear);
            }
            events.publish(new Event.LoginDone());
            return new FrontAnswer.Redirect(app.get(), clear);
        } catch (LoginFailed e) {
            events.publish(new Event.LoginRefused(e.reason(), String.valueOf(e.getMessage())));
            URI told =
                    answers.error(login.request().redirectUri(), login.request().state(), AppAnswers.error(e));
            return new FrontAnswer.Redirect(told, clear);
        }
    }

    /** Where the app gets its code; nothing if the login has ended before. */
    private Optional<URI> app(Login login, Parameters parameters) throws LoginFailed {
        String code = code(parameters);
        if (database.read(handle -> federation.codes().has(handle, login))) {
            return Optional.empty();
        }
        boolean named = parameters.values().containsKey("iss");
        ExternalIdentity identity =
                federation.identities().of(federation.provider().person(login, code, named));
        return database.write(handle -> federation.codes().issue(handle, login, identity))
                .map(ours -> answers.code(login.request(), ours));
    }

    /** The provider's code. @throws LoginFailed if it sent none, or another provider did */
    private String code(Parameters parameters) throws LoginFailed {
        List<String> issuers = parameters.values().getOrDefault("iss", List.of());
        if (issuers.size() > 1 || !issuers.stream().allMatch(federation.provider()::isIssuer)) {
            throw new LoginFailed(LoginRefusal.WRONG_ISSUER, "an answer came that names another provider");
        }
        if (single(parameters, "error").equals(Optional.of("access_denied"))) {
            throw new LoginFailed(LoginRefusal.DENIED, "the provider, or the person, said no");
        }
        return single(parameters, "code")
                .filter(code ->
                        code.length() <= MAX_CODE_LENGTH && !parameters.values().containsKey("error"))
                .orElseThrow(() -> new LoginFailed(
                        LoginRefusal.PROVIDER_ERROR,
                        "the provider sent a browser back with an error, or without a code"));
    }

    /** The parameter's value; nothing if it is not there exactly once. */
    private static Optional<String> single(Parameters parameters, String name) {
        List<String> values = parameters.values().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
