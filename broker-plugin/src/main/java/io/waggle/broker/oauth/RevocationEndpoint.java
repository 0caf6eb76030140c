package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.waggle.broker.database.Database;
import io.waggle.broker.session.EndReason;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The revocation endpoint (RFC 7009): whoever has a token of a session, of either kind, can end the session. A token that is
 * none is answered like one that was good (section 2.2). For any thread.
 */
public final class RevocationEndpoint {

    private final Database database;
    private final Sessions sessions;
    private final TokenVerifier verifier;

    RevocationEndpoint(Database database, Sessions sessions, TokenVerifier verifier) {
        this.database = database;
        this.sessions = sessions;
        this.verifier = verifier;
    }

    /**
     * The answer to a revocation request.
     *
     * @param form its parameters, each with all its values
     */
    public HTTPResponse answer(Map<String, List<String>> form) {
        try {
            revoke(new Parameters(form).require("token"));
            return new HTTPResponse(HTTPResponse.SC_OK);
        } catch (OAuthException e) {
            return new TokenErrorResponse(e.error()).toHTTPResponse();
        }
    }

    private void revoke(String token) {
        UUID session = verifier.verify(token) instanceof TokenVerdict.Valid valid ? valid.session() : null;
        database.write(handle -> {
            if (session != null) {
                sessions.end(handle, session, EndReason.SIGNED_OUT);
            } else {
                sessions.revoke(handle, token);
            }
            return true;
        });
    }
}
