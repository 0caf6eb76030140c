-- Sign-in by an OpenID Connect provider: whose account a person of the provider has, and the codes that apps get tokens for.

-- The key is a keyed hash of issuer and subject.
CREATE TABLE external_identity (
    identity_key BYTEA PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX external_identity_account ON external_identity (account_id);

-- A code outlives its use for as long as it is to be noticed that it comes again.
CREATE TABLE authorization_code (
    code_hash BYTEA PRIMARY KEY,
    login_hash BYTEA NOT NULL UNIQUE,
    client_id VARCHAR(128) NOT NULL,
    redirect_uri VARCHAR(512) NOT NULL,
    code_challenge VARCHAR(64) NOT NULL,
    identity_key BYTEA NOT NULL,
    email_key BYTEA,
    email_sealed BYTEA,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    session_id UUID
);

CREATE INDEX authorization_code_expires ON authorization_code (expires_at);
