-- Keys by which programs say who they are, and what keeps a repeated request from being counted twice.

CREATE TABLE api_key (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 60),
    prefix       text NOT NULL,
    secret_hash  bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ '{ingest,read,refresh}'),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_by   text NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    revoked_by   text,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE UNIQUE INDEX api_key_name ON api_key (lower(name)) WHERE revoked_at IS NULL;
COMMENT ON TABLE api_key IS 'Keys by which programs say who they are. The key itself is shown once, when it is made, and stored nowhere.';
COMMENT ON COLUMN api_key.prefix IS 'How the key begins: enough to recognise it by, too little to use it.';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of the whole key. A key is 256 random bits, which no slow hash would protect better.';
COMMENT ON COLUMN api_key.scopes IS 'What it is good for. ingest: sends calls. read: reads figures and status. refresh: has the views refreshed.';
COMMENT ON COLUMN api_key.expires_at IS 'From when it is refused; NULL for never.';
COMMENT ON COLUMN api_key.last_used_at IS 'When it was last accepted; written once a minute at most.';
COMMENT ON COLUMN api_key.revoked_at IS 'Since when it is refused, for good; revoked keys stay for the record.';

CREATE TABLE usage_request (
    sender          text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    body_hash       bytea NOT NULL,
    accepted        bigint NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sender, idempotency_key)
);
CREATE INDEX usage_request_received_at ON usage_request (received_at);
COMMENT ON TABLE usage_request IS 'Requests with calls that named themselves by an Idempotency-Key: one that is sent again is answered from here. A row is written in the transaction that stores the calls, and kept for a day.';
COMMENT ON COLUMN usage_request.sender IS 'The API key that sent it: another one may use the same names.';
COMMENT ON COLUMN usage_request.body_hash IS 'SHA-256 of the body, by which another request under the same name is told from the same one.';
COMMENT ON COLUMN usage_request.accepted IS 'How many calls were stored.';
