package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.bot.BotToken;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import org.jdbi.v3.core.Handle;

/**
 * Sign-in of a bot (RFC 6749, section 4.4): its account id is the {@code client_id}, its token the {@code client_secret}. It is always
 * the same device, {@value #DEVICE}, and the same session, however often it asks: what of it runs in several places does not put
 * itself out. It gets no refresh token, for it has its own (section 4.4.3).
 *
 * <p>The device gets an inbox when it first connects or sends, and not before: with one that nobody reads, whoever writes to a bot
 * that has a webhook would be told that a device of its never got it.
 */
final class ClientCredentialsFlow implements GrantFlow {

    private static final String DEVICE = "bot";
    private static final DeviceName NAME = new DeviceName("Bot");

    private final Database database;
    private final Bots bots;
    private final Accounts accounts;
    private final Devices devices;
    private final Sessions sessions;

    ClientCredentialsFlow(AuthorizationServer.Domains domains) {
        database = domains.database();
        bots = domains.bots();
        accounts = domains.accounts();
        devices = domains.devices();
        sessions = domains.sessions();
    }

    @Override
    public String type() {
        return "client_credentials";
    }

    @Override
    public Event.GrantKind kind() {
        return Event.GrantKind.CLIENT_CREDENTIALS;
    }

    @Override
    public boolean givesRefreshTokens() {
        return false;
    }

    @Override
    public Grant grant(Parameters parameters) {
        String client = parameters.require("client_id");
        BotToken token =
                BotToken.parse(parameters.require("client_secret")).orElseThrow(ClientCredentialsFlow::invalidClient);
        return database.write(handle -> decide(handle, client, token)).get();
    }

    /** Looked at again once the account is locked: else a token could let in that is being replaced. */
    private Outcome decide(Handle handle, String client, BotToken token) {
        if (!isOf(handle, client, token)) {
            return new Outcome.Refused(invalidClient());
        }
        AccountId bot = new AccountId(client);
        if (!accounts.lockActive(handle, bot)) {
            return new Outcome.Refused(
                    new OAuthException(OAuth2Error.ACCESS_DENIED, "the operator has suspended the account"));
        }
        if (!isOf(handle, client, token)) {
            return new Outcome.Refused(invalidClient());
        }
        Address device = new Address(bot, new DeviceId(DEVICE));
        if (devices.has(handle, device)) {
            devices.seen(handle, device);
        } else if (!devices.addUnopened(handle, device, NAME)) {
            return new Outcome.Refused(DeviceSignIn.tooManyDevices("unlink one"));
        }
        return new Outcome.Granted(sessions.goOn(handle, device));
    }

    private boolean isOf(Handle handle, String client, BotToken token) {
        return bots.whose(handle, token)
                .filter(bot -> bot.value().equals(client))
                .isPresent();
    }

    private static OAuthException invalidClient() {
        return new OAuthException(
                OAuth2Error.INVALID_CLIENT, "there is no bot with this id and this token: ask its owner for the token");
    }
}
