-- Devices that wait to be linked to an account (RFC 8628).

CREATE TABLE device_link (
    device_code_hash BYTEA PRIMARY KEY,
    user_code VARCHAR(16) NOT NULL UNIQUE,
    device_name VARCHAR(64) NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE,
    account_id VARCHAR(64) REFERENCES account (account_id) ON DELETE CASCADE,
    denied BOOLEAN NOT NULL
);

CREATE INDEX device_link_expires ON device_link (expires_at);
