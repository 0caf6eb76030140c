-- What people show of themselves, whom they know, and who may what.

CREATE TABLE profile (
    account_id VARCHAR(64) PRIMARY KEY REFERENCES account (account_id) ON DELETE CASCADE,
    profile_name VARCHAR(64),
    about VARCHAR(140)
);

-- Apart from the profile, so that nothing but whoever asks for the picture reads it.
CREATE TABLE avatar (
    account_id VARCHAR(64) PRIMARY KEY REFERENCES account (account_id) ON DELETE CASCADE,
    tag VARCHAR(32) NOT NULL,
    image BYTEA NOT NULL
);

-- Without a row: the defaults.
CREATE TABLE privacy (
    account_id VARCHAR(64) PRIMARY KEY REFERENCES account (account_id) ON DELETE CASCADE,
    last_seen VARCHAR(16) NOT NULL,
    photo VARCHAR(16) NOT NULL,
    about VARCHAR(16) NOT NULL,
    add_to_groups VARCHAR(16) NOT NULL,
    read_receipts BOOLEAN NOT NULL,
    strangers VARCHAR(16) NOT NULL,
    discoverable VARCHAR(16) NOT NULL
);

CREATE TABLE contact (
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    contact_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    sealed_name BYTEA,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, contact_id)
);

CREATE INDEX contact_of ON contact (contact_id);

-- Keyed hashes of hashes of phone numbers and e-mail addresses: ADR 0011. A match with identifier is an acquaintance.
CREATE TABLE address_book (
    account_id VARCHAR(64) NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    discovery_key BYTEA NOT NULL,
    PRIMARY KEY (account_id, discovery_key)
);

CREATE INDEX address_book_key ON address_book (discovery_key);

-- Null in rows of before, until the next start has computed it.
ALTER TABLE identifier ADD COLUMN discovery_key BYTEA;

CREATE INDEX identifier_discovery ON identifier (discovery_key);
