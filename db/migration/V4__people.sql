-- Who may sign in, where they are signed in, and what was done.

CREATE TABLE app_user (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                 text NOT NULL CHECK (name = trim(name) AND length(name) BETWEEN 1 AND 200
                             AND lower(name COLLATE "C") NOT IN ('anonymous', 'anonymoususer', 'nobody', 'system', 'tidemark')
                             AND strpos(name, '(tm_') = 0),
    role                 text NOT NULL CHECK (role IN ('VIEWER', 'ADMIN')),
    password_hash        text CHECK (length(password_hash) <= 500),
    must_change_password boolean NOT NULL DEFAULT false,
    issuer               text CHECK (length(issuer) <= 1000),
    subject              text CHECK (length(subject) <= 500),
    created_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at          timestamptz,
    totp_secret          bytea CHECK (octet_length(totp_secret) = 20),
    totp_step            bigint,
    passkey_handle       uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    UNIQUE (issuer, subject),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    CHECK ((issuer IS NULL) <> (password_hash IS NULL)),
    CHECK ((totp_secret IS NULL) = (totp_step IS NULL)),
    CHECK (totp_secret IS NULL OR password_hash IS NOT NULL)
);
COMMENT ON TABLE app_user IS 'People who may sign in: with a password, or through an OpenID provider that knows them.';
COMMENT ON COLUMN app_user.role IS 'VIEWER sees the dashboards, ADMIN everything.';
COMMENT ON COLUMN app_user.password_hash IS 'With the name of the algorithm in front, as in {bcrypt}.';
COMMENT ON COLUMN app_user.must_change_password IS 'Somebody else has seen the password: nothing works before it is changed.';
COMMENT ON COLUMN app_user.issuer IS 'The OpenID provider that vouches for subject; its roles claim sets the role at each sign-in.';
COMMENT ON COLUMN app_user.disabled_at IS 'Since when signing in is refused; NULL where it is not.';
COMMENT ON COLUMN app_user.totp_secret IS 'What the codes of an authenticator app are made from (RFC 6238); NULL where the password alone is asked for. Only the owner of the table can read it.';
COMMENT ON COLUMN app_user.totp_step IS 'The step of time whose code was last accepted: none up to it is good any more.';
COMMENT ON COLUMN app_user.passkey_handle IS 'Random; by it the devices that keep passkeys tell accounts apart, on this server and on others.';
-- As folded() has it.
CREATE UNIQUE INDEX app_user_name ON app_user (lower(lower(name COLLATE "C") COLLATE "default"));

CREATE TABLE sign_in (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE,
    series_hash  bytea UNIQUE,
    former_hash  bytea,
    rotation_key bytea,
    rotated_at   timestamptz,
    address      text NOT NULL CHECK (length(address) <= 400),
    browser      text NOT NULL CHECK (length(browser) <= 400),
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    idle_limit   interval NOT NULL,
    ends_at      timestamptz NOT NULL,
    ended_at     timestamptz,
    CHECK ((series_hash IS NULL) = (rotation_key IS NULL)),
    CHECK ((former_hash IS NULL) = (rotated_at IS NULL))
);
COMMENT ON TABLE sign_in IS 'A browser in which somebody signed in. It stays signed in, on every node and across restarts, while its row says so.';
COMMENT ON COLUMN sign_in.token_hash IS 'SHA-256 of what the browser''s cookie holds.';
COMMENT ON COLUMN sign_in.series_hash IS 'SHA-256 of the part of a kept cookie that stays: who shows it with an outdated rest has a copy, or was copied. NULL where the browser does not keep the cookie.';
COMMENT ON COLUMN sign_in.former_hash IS 'SHA-256 of what the cookie held before it was exchanged.';
COMMENT ON COLUMN sign_in.rotation_key IS 'Random; with it the next cookie is made from the present one, the same one for requests at the same time.';
COMMENT ON COLUMN sign_in.rotated_at IS 'When the cookie was last exchanged.';
COMMENT ON COLUMN sign_in.confirmed_at IS 'When the password was last given there, or a passkey used.';
COMMENT ON COLUMN sign_in.last_seen_at IS 'When a page was last open there, give or take five minutes.';
COMMENT ON COLUMN sign_in.idle_limit IS 'How long after last_seen_at it stays signed in.';
COMMENT ON COLUMN sign_in.ends_at IS 'When it ends, however busy.';
COMMENT ON COLUMN sign_in.ended_at IS 'When it was signed out, by whomever.';
CREATE INDEX sign_in_user ON sign_in (user_id, started_at);

CREATE TABLE recovery_code (
    user_id   bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);
COMMENT ON TABLE recovery_code IS 'Codes for those who have lost the phone with their authenticator app, or the device with their passkey. Each is good once: its row is deleted.';
COMMENT ON COLUMN recovery_code.code_hash IS 'SHA-256 of the code. A code is 79 random bits, which no slow hash would protect better.';

CREATE TABLE passkey (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    slot          smallint NOT NULL CHECK (slot BETWEEN 1 AND 20),
    name          text NOT NULL CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 60),
    site          text NOT NULL CHECK (length(site) <= 253),
    credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    attestation   bytea NOT NULL CHECK (octet_length(attestation) <= 8000),
    sign_count    bigint NOT NULL CHECK (sign_count >= 0),
    transports    text[] NOT NULL CHECK (cardinality(transports) <= 10 AND octet_length(transports::text) <= 400),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_used_at  timestamptz,
    UNIQUE (user_id, slot)
);
COMMENT ON TABLE passkey IS 'Passkeys (WebAuthn) of those who have a password here. One signs in alone, and is a second factor beside the password. Only the owner of the table can read it.';
COMMENT ON COLUMN passkey.slot IS 'Which of the 20 that somebody can have.';
COMMENT ON COLUMN passkey.site IS 'The name of this server under which it was made: it is good for no other one.';
COMMENT ON COLUMN passkey.credential_id IS 'How the device that keeps it calls it.';
COMMENT ON COLUMN passkey.attestation IS 'What the device sent when it was made, with the public key in it.';
COMMENT ON COLUMN passkey.sign_count IS 'How many signatures the device had made at the last one; always 0 of devices that do not count. One that comes with a smaller number is of a copy.';
COMMENT ON COLUMN passkey.transports IS 'How browsers reach the device: usb, internal, hybrid and the like.';

CREATE TABLE sign_in_failure (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    account bytea NOT NULL CHECK (octet_length(account) <= 32),
    address text NOT NULL CHECK (length(address) <= 400)
);
COMMENT ON TABLE sign_in_failure IS 'Wrong passwords of the last day, which bound how many more may be tried.';
COMMENT ON COLUMN sign_in_failure.account IS 'SHA-256 of the name that was typed, whether there is such a user or not: people type passwords there too.';
CREATE INDEX sign_in_failure_account ON sign_in_failure (account, at);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address, at);

CREATE TABLE audit_event (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor   text NOT NULL CHECK (length(actor) <= 400),
    actor_id text CHECK (length(actor_id) <= 80),
    address text NOT NULL CHECK (length(address) <= 400),
    action  text NOT NULL CHECK (length(action) <= 60),
    subject text NOT NULL CHECK (length(subject) <= 400),
    detail  text NOT NULL CHECK (length(detail) <= 2000)
);
COMMENT ON TABLE audit_event IS 'Who did what to what, when, from where. Rows are added and never changed; failures to sign in go after some months.';
COMMENT ON COLUMN audit_event.actor IS 'A user, an API key, or a session of the database.';
COMMENT ON COLUMN audit_event.actor_id IS 'What stays the same whatever the actor is called: "user" with app_user.id, "key" with api_key.id, "role" with the oid of a role; NULL for nobody and for the application itself.';
COMMENT ON COLUMN audit_event.address IS 'Where the request came from; of a session of the database, where it connected from.';
CREATE INDEX audit_event_at ON audit_event (at, id);
CREATE INDEX audit_event_action ON audit_event (action, at, id);

-- Keys by which programs say who they are, and what keeps a repeated request from being counted twice.

CREATE TABLE api_key (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 60),
    prefix       text NOT NULL CHECK (length(prefix) <= 20),
    secret_hash  bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ '{ingest,read,refresh}'),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_by   text NOT NULL CHECK (length(created_by) <= 400),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    revoked_by   text CHECK (length(revoked_by) <= 400),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE UNIQUE INDEX api_key_name ON api_key (lower(lower(name COLLATE "C") COLLATE "default")) WHERE revoked_at IS NULL;
COMMENT ON TABLE api_key IS 'Keys by which programs say who they are. The key itself is shown once, when it is made, and stored nowhere.';
COMMENT ON COLUMN api_key.prefix IS 'How the key begins: enough to recognise it by, too little to use it.';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of the whole key. A key is 256 random bits, which no slow hash would protect better.';
COMMENT ON COLUMN api_key.scopes IS 'What it is good for. ingest: sends calls. read: reads figures and status. refresh: has the views refreshed.';
COMMENT ON COLUMN api_key.expires_at IS 'From when it is refused; NULL for never.';
COMMENT ON COLUMN api_key.last_used_at IS 'When it was last accepted; written once a minute at most.';
COMMENT ON COLUMN api_key.revoked_at IS 'Since when it is refused, for good; revoked keys stay for the record.';

CREATE TABLE usage_request (
    sender          text COLLATE "C" NOT NULL CHECK (length(sender) <= 400),
    idempotency_key text COLLATE "C" NOT NULL CHECK (length(idempotency_key) <= 255),
    body_hash       bytea NOT NULL CHECK (octet_length(body_hash) <= 32),
    accepted        bigint NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sender, idempotency_key)
);
CREATE INDEX usage_request_received_at ON usage_request (received_at);
COMMENT ON TABLE usage_request IS 'Requests with calls that named themselves by an Idempotency-Key: one that is sent again is answered from here. A row is written in the transaction that stores the calls, and kept for a day.';
COMMENT ON COLUMN usage_request.sender IS 'The API key that sent it, by its number, such as ''key 3'': another one may use the same names.';
COMMENT ON COLUMN usage_request.body_hash IS 'SHA-256 of the body, by which another request under the same name is told from the same one.';
COMMENT ON COLUMN usage_request.accepted IS 'How many calls were stored.';

-- Who may do what: nobody but the owner may do anything with anything of ours, except what is granted here by name.

CREATE TABLE analytics_access (
    grantee    text NOT NULL CHECK (octet_length(grantee) <= 63),
    access     text NOT NULL CHECK (access IN ('writer', 'viewer', 'admin')),
    granted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (grantee, access)
);
COMMENT ON TABLE analytics_access IS 'What grant_analytics_access() gave to whom. Each start takes every other privilege on our objects away.';
COMMENT ON COLUMN analytics_access.grantee IS 'Name of a role, or "public" for every role.';

CREATE TABLE analytics_access_state (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    privileges text
);
COMMENT ON TABLE analytics_access_state IS 'One row.';
COMMENT ON COLUMN analytics_access_state.privileges IS 'Digest of all privileges on our objects as they were last made right; NULL before the first time. While it fits, a start changes nothing.';
INSERT INTO analytics_access_state DEFAULT VALUES;
