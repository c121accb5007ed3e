-- Who may sign in, where they are signed in, and what was done.

CREATE TABLE app_user (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                 text NOT NULL CHECK (name = trim(name) AND length(name) BETWEEN 1 AND 200),
    role                 text NOT NULL CHECK (role IN ('VIEWER', 'ADMIN')),
    password_hash        text,
    must_change_password boolean NOT NULL DEFAULT false,
    issuer               text,
    subject              text,
    created_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at          timestamptz,
    UNIQUE (issuer, subject),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    CHECK ((issuer IS NULL) <> (password_hash IS NULL))
);
COMMENT ON TABLE app_user IS 'People who may sign in: with a password, or through an OpenID provider that knows them.';
COMMENT ON COLUMN app_user.role IS 'VIEWER sees the dashboards, ADMIN everything.';
COMMENT ON COLUMN app_user.password_hash IS 'With the name of the algorithm in front, as in {bcrypt}.';
COMMENT ON COLUMN app_user.must_change_password IS 'Somebody else has seen the password: nothing works before it is changed.';
COMMENT ON COLUMN app_user.issuer IS 'The OpenID provider that vouches for subject; its roles claim sets the role at each sign-in.';
COMMENT ON COLUMN app_user.disabled_at IS 'Since when signing in is refused; NULL where it is not.';
CREATE UNIQUE INDEX app_user_name ON app_user (lower(name));

CREATE TABLE sign_in (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE,
    address      text NOT NULL,
    browser      text NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    idle_limit   interval NOT NULL,
    ends_at      timestamptz NOT NULL,
    ended_at     timestamptz
);
COMMENT ON TABLE sign_in IS 'A browser in which somebody signed in. It stays signed in, on every node and across restarts, while its row says so.';
COMMENT ON COLUMN sign_in.token_hash IS 'SHA-256 of what the browser''s cookie holds.';
COMMENT ON COLUMN sign_in.last_seen_at IS 'When a page was last open there, give or take five minutes.';
COMMENT ON COLUMN sign_in.idle_limit IS 'How long after last_seen_at it stays signed in.';
COMMENT ON COLUMN sign_in.ends_at IS 'When it ends, however busy.';
COMMENT ON COLUMN sign_in.ended_at IS 'When it was signed out, by whomever.';
CREATE INDEX sign_in_user ON sign_in (user_id, started_at);

CREATE VIEW open_sign_in AS
SELECT s.id, s.user_id, s.token_hash, s.address, s.browser, s.started_at, s.last_seen_at, u.name, u.role,
    u.must_change_password, u.issuer IS NOT NULL AS single_sign_on
FROM sign_in s
JOIN app_user u ON u.id = s.user_id
WHERE s.ended_at IS NULL AND s.ends_at > clock_timestamp() AND s.last_seen_at + s.idle_limit > clock_timestamp()
    AND u.disabled_at IS NULL;
COMMENT ON VIEW open_sign_in IS 'Browsers that are signed in.';

CREATE TABLE sign_in_failure (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    account bytea NOT NULL,
    address text NOT NULL
);
COMMENT ON TABLE sign_in_failure IS 'Wrong passwords of the last day, which bound how many more may be tried.';
COMMENT ON COLUMN sign_in_failure.account IS 'SHA-256 of the name that was typed, whether there is such a user or not: people type passwords there too.';
CREATE INDEX sign_in_failure_account ON sign_in_failure (account, at);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address, at);

CREATE TABLE audit_event (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor   text NOT NULL,
    address text NOT NULL,
    action  text NOT NULL,
    subject text NOT NULL,
    detail  text NOT NULL
);
COMMENT ON TABLE audit_event IS 'Who did what to what, when, from where. Rows are added and never changed.';
COMMENT ON COLUMN audit_event.actor IS 'A user, an API key, or a session of the database.';
COMMENT ON COLUMN audit_event.address IS 'Where the request came from; of a session of the database, where it connected from.';
CREATE INDEX audit_event_at ON audit_event (at, id);
CREATE INDEX audit_event_action ON audit_event (action, at, id);

CREATE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'audit_event only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION refuse_audit_change() IS 'Keeps the audit from being rewritten.';
CREATE TRIGGER refuse_audit_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER refuse_audit_change ON audit_event IS 'Rows are added and never changed.';

-- What is done by SQL counts the same, whether the application or somebody in psql calls it.
CREATE FUNCTION record_audit_event(action text, subject text, detail text) RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO audit_event (actor, address, action, subject, detail)
    SELECT
        CASE WHEN by_application THEN current_setting('tidemark.user', true) ELSE who_asks() END,
        CASE WHEN by_application THEN coalesce(current_setting('tidemark.address', true), '')
            ELSE coalesce(host(inet_client_addr()), 'local') || ' (database)' END,
        action, subject, detail
    FROM (
        -- Any session can call itself what it likes; only the application's role is believed.
        SELECT nullif(current_setting('tidemark.user', true), '') IS NOT NULL
            AND session_user = pg_get_userbyid(relowner) AS by_application
        FROM pg_class
        WHERE oid = 'audit_event'::regclass
    ) AS session;
$$;
COMMENT ON FUNCTION record_audit_event IS 'Adds to the audit; who and from where are what the application says in tidemark.user and tidemark.address, else the session.';

CREATE FUNCTION audit_strategy_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    PERFORM record_audit_event('strategy switched', 'refresh', concat_ws(', ',
        CASE WHEN NEW.from_strategy = NEW.to_strategy THEN NEW.to_strategy
            ELSE NEW.from_strategy || ' -> ' || NEW.to_strategy END,
        CASE WHEN NEW.to_strategy = 'CRON' THEN 'schedule ' || NEW.cron END,
        CASE WHEN NEW.to_strategy = 'HYBRID' THEN 'at most ' || NEW.max_age_minutes || ' min old' END));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_strategy_change() IS 'Has a switch of the strategy in the audit.';
CREATE TRIGGER audit_strategy_change AFTER INSERT ON refresh_strategy_change
    FOR EACH ROW EXECUTE FUNCTION audit_strategy_change();
COMMENT ON TRIGGER audit_strategy_change ON refresh_strategy_change IS 'Has a switch of the strategy in the audit.';

CREATE FUNCTION audit_pause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF NEW.paused_at IS NULL THEN
        PERFORM record_audit_event('refresh resumed', 'refresh', '');
    ELSE
        PERFORM record_audit_event('refresh paused', 'refresh', coalesce(NEW.paused_reason, ''));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_pause() IS 'Has a pause and its end in the audit.';
CREATE TRIGGER audit_pause AFTER UPDATE ON refresh_settings
    FOR EACH ROW WHEN (OLD.paused_at IS DISTINCT FROM NEW.paused_at) EXECUTE FUNCTION audit_pause();
COMMENT ON TRIGGER audit_pause ON refresh_settings IS 'Has a pause and its end in the audit.';

CREATE FUNCTION audit_settings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    PERFORM record_audit_event('settings changed', before.key, before.value || ' -> ' || after.value)
    FROM jsonb_each_text(to_jsonb(OLD)) AS before
    JOIN jsonb_each_text(to_jsonb(NEW)) AS after ON after.key = before.key
    WHERE before.value IS DISTINCT FROM after.value;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_settings() IS 'Has changed settings in the audit.';
CREATE TRIGGER audit_settings AFTER UPDATE ON ${schema}.analytics_settings
    FOR EACH ROW EXECUTE FUNCTION audit_settings();
COMMENT ON TRIGGER audit_settings ON ${schema}.analytics_settings IS 'Has changed settings in the audit.';

CREATE FUNCTION audit_refresh() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF NEW.reason = 'rebuild' THEN
        PERFORM record_audit_event('rebuilt', 'views', NEW.rows_taken || ' rows counted anew');
    -- A page or key that asks is in the audit already, with its address.
    ELSIF NEW.started_by = who_asks() THEN
        PERFORM record_audit_event('refreshed', 'views', NEW.rows_taken || ' rows taken');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_refresh() IS 'Has a refresh that somebody asked for by SQL in the audit.';
CREATE TRIGGER audit_refresh AFTER INSERT ON refresh_run
    FOR EACH ROW WHEN (NEW.reason IN ('manual', 'rebuild')) EXECUTE FUNCTION audit_refresh();
COMMENT ON TRIGGER audit_refresh ON refresh_run IS 'Has a refresh that somebody asked for by SQL in the audit.';

INSERT INTO audit_event (at, actor, address, action, subject, detail)
SELECT changed_at, changed_by, '', 'strategy switched', 'refresh', from_strategy || ' -> ' || to_strategy
FROM refresh_strategy_change
ORDER BY id;
