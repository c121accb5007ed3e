-- What is done by SQL is in the audit too, whether the application or somebody in psql does it.

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'audit_event only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION refuse_audit_change() IS 'Keeps the audit from being rewritten.';

CREATE OR REPLACE TRIGGER refuse_audit_change BEFORE UPDATE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER refuse_audit_change ON audit_event IS 'Rows are added and never changed.';

CREATE OR REPLACE TRIGGER refuse_audit_deletion BEFORE DELETE ON audit_event
    FOR EACH STATEMENT
    WHEN (current_setting('tidemark.prunes_audit', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER refuse_audit_deletion ON audit_event IS 'Rows stay, but for those that prune_failed_sign_ins() takes away.';

CREATE OR REPLACE TRIGGER refuse_deletion_of_deeds BEFORE DELETE ON audit_event
    FOR EACH ROW
    WHEN (OLD.action NOT IN ('sign-in failed', 'sign-ins refused') OR OLD.at > clock_timestamp() - interval '30 days')
    EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER refuse_deletion_of_deeds ON audit_event IS 'What was done stays, whoever deletes and however.';

CREATE OR REPLACE FUNCTION prune_failed_sign_ins(older_than interval) RETURNS bigint
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    pruned bigint;
BEGIN
    PERFORM set_config('tidemark.prunes_audit', 'yes', true);
    DELETE FROM audit_event
    WHERE action IN ('sign-in failed', 'sign-ins refused')
        AND at < clock_timestamp() - greatest(older_than, interval '31 days');
    GET DIAGNOSTICS pruned = ROW_COUNT;
    PERFORM set_config('tidemark.prunes_audit', '', true);
    RETURN pruned;
END
$$;
COMMENT ON FUNCTION prune_failed_sign_ins IS 'Takes failures to sign in out of the audit, of which strangers can make any number; none of the last 31 days. Returns how many.';

-- What is done by SQL counts the same, whether the application or somebody in psql calls it.
CREATE OR REPLACE FUNCTION record_audit_event(action text, subject text, detail text) RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO audit_event (actor, actor_id, address, action, subject, detail)
    SELECT
        left(CASE WHEN by_application THEN current_setting('tidemark.user', true) ELSE who_asks() END, 400),
        CASE WHEN by_application THEN nullif(current_setting('tidemark.user_id', true), '')
            ELSE 'role ' || (SELECT r.oid FROM pg_roles r WHERE r.rolname = session_user) END,
        CASE WHEN by_application THEN coalesce(current_setting('tidemark.address', true), '')
            ELSE coalesce(host(inet_client_addr()), 'local') || ' (database)' END,
        action, left(subject, 400), left(detail, 2000)
    FROM (
        -- Any session can call itself what it likes; only the application's role is believed.
        SELECT nullif(current_setting('tidemark.user', true), '') IS NOT NULL
            AND session_user = pg_get_userbyid(relowner) AS by_application
        FROM pg_class
        WHERE oid = 'audit_event'::regclass
    ) AS session;
$$;
COMMENT ON FUNCTION record_audit_event IS 'Adds to the audit; who and from where are what the application says in tidemark.user and tidemark.address, else the session.';

CREATE OR REPLACE FUNCTION audit_strategy_change() RETURNS trigger
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

CREATE OR REPLACE TRIGGER audit_strategy_change AFTER INSERT ON refresh_strategy_change
    FOR EACH ROW EXECUTE FUNCTION audit_strategy_change();
COMMENT ON TRIGGER audit_strategy_change ON refresh_strategy_change IS 'Has a switch of the strategy in the audit.';

CREATE OR REPLACE FUNCTION audit_pause() RETURNS trigger
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

CREATE OR REPLACE TRIGGER audit_pause AFTER UPDATE ON refresh_settings
    FOR EACH ROW WHEN (OLD.paused_at IS DISTINCT FROM NEW.paused_at) EXECUTE FUNCTION audit_pause();
COMMENT ON TRIGGER audit_pause ON refresh_settings IS 'Has a pause and its end in the audit.';

CREATE OR REPLACE FUNCTION audit_settings() RETURNS trigger
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

CREATE OR REPLACE TRIGGER audit_settings AFTER UPDATE ON ${schema}.analytics_settings
    FOR EACH ROW EXECUTE FUNCTION audit_settings();
COMMENT ON TRIGGER audit_settings ON ${schema}.analytics_settings IS 'Has changed settings in the audit.';

CREATE OR REPLACE TRIGGER announce_settings AFTER UPDATE ON ${schema}.analytics_settings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_refresh_settings();
COMMENT ON TRIGGER announce_settings ON ${schema}.analytics_settings IS 'Has changed settings reach every open page at once.';

CREATE OR REPLACE FUNCTION audit_refresh() RETURNS trigger
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

CREATE OR REPLACE TRIGGER audit_refresh AFTER INSERT ON refresh_run
    FOR EACH ROW WHEN (NEW.reason IN ('manual', 'rebuild')) EXECUTE FUNCTION audit_refresh();
COMMENT ON TRIGGER audit_refresh ON refresh_run IS 'Has a refresh that somebody asked for by SQL in the audit.';
