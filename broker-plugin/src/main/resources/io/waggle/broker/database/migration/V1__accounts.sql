-- Accounts, what they are found by, their devices and sessions. The common dialect of H2 and PostgreSQL.
-- Phone numbers and e-mail addresses are stored twice: as a keyed hash to be found by, and sealed.

CREATE TABLE account (
    account_id VARCHAR(64) PRIMARY KEY,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    suspended_at TIMESTAMP WITH TIME ZONE
);

CREATE TABLE identifier (
    lookup_key BYTEA PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    kind VARCHAR(16) NOT NULL,
    sealed BYTEA NOT NULL,
    verified_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX identifier_account ON identifier (account_id);

CREATE TABLE device (
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    device_id VARCHAR(32) NOT NULL,
    device_name VARCHAR(64) NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, device_id)
);

-- A session outlives its account and device for as long as an access token of it may: it is how such a token is known to be void.
CREATE TABLE login_session (
    session_id UUID PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL,
    device_id VARCHAR(32) NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    current_hash BYTEA NOT NULL,
    previous_hash BYTEA,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason VARCHAR(16)
);

CREATE INDEX login_session_device ON login_session (account_id, device_id);
CREATE INDEX login_session_ended ON login_session (ended_at);
CREATE INDEX login_session_expires ON login_session (expires_at);

CREATE TABLE verification (
    verification_id UUID PRIMARY KEY,
    lookup_key BYTEA NOT NULL,
    kind VARCHAR(16) NOT NULL,
    sealed BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    tries INTEGER NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE
);

CREATE INDEX verification_lookup ON verification (lookup_key, begun_at);
CREATE INDEX verification_begun ON verification (begun_at);

-- What the process that has the inboxes is still to do about a change; written with the change, removed when done.
CREATE TABLE account_change (
    change_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind VARCHAR(32) NOT NULL,
    account_id VARCHAR(64) NOT NULL,
    device_id VARCHAR(32),
    session_id UUID,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL
);
