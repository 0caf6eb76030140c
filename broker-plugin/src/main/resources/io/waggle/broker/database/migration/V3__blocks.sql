-- Whom an account wants to hear nothing from.

CREATE TABLE account_block (
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    blocked_id VARCHAR(64) NOT NULL,
    blocked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, blocked_id)
);
