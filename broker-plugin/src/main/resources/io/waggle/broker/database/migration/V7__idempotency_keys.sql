-- Requests that may be repeated, and what they came to.

CREATE TABLE idempotency_key (
    lookup_key BYTEA PRIMARY KEY,
    request_hash BYTEA NOT NULL,
    sealed BYTEA,
    first_used_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idempotency_key_first_used ON idempotency_key (first_used_at);
