-- Bots: accounts that belong to a person's, sign in with a token, and may have what comes for them posted to a URL.

-- The owner's deletion deletes its bots first: there is never one without.
CREATE TABLE bot (
    account_id VARCHAR(64) PRIMARY KEY REFERENCES account (account_id) ON DELETE CASCADE,
    owner_id VARCHAR(64) NOT NULL REFERENCES account (account_id),
    token_hash BYTEA NOT NULL UNIQUE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX bot_owner ON bot (owner_id);

-- A webhook is a device: unlinking that removes it. The batch is what is being posted, the rows behind one and up to another of the
-- inbox of that epoch; it is written before it is posted, so that it is the same after a crash.
CREATE TABLE webhook (
    account_id VARCHAR(64) PRIMARY KEY,
    device_id VARCHAR(32) NOT NULL,
    url VARCHAR(1024) NOT NULL,
    sealed_secret BYTEA NOT NULL,
    sealed_previous_secret BYTEA,
    previous_until TIMESTAMP WITH TIME ZONE,
    gone_at TIMESTAMP WITH TIME ZONE,
    batch_epoch BIGINT,
    batch_after BIGINT,
    batch_until BIGINT,
    FOREIGN KEY (account_id, device_id) REFERENCES device (account_id, device_id) ON DELETE CASCADE
);
