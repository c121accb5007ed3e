-- The hint that calls arrived. A notification in every transaction makes commits queue behind one lock of the whole
-- database, so only the transaction that gets the gate's lock sends one, and the refresher holds it while it is awake.

CREATE OR REPLACE FUNCTION ${schema}.trigger_refresh_analytics_views() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF TG_NARGS > 0 AND NOT pg_try_advisory_xact_lock(hint_gate()) THEN
        RETURN NULL;
    END IF;
    IF hints_are_possible() THEN
        EXECUTE format('NOTIFY %I, %L', '${installation}_hint', nextval('refresh_hint'));
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL; -- whatever it is, the writer does not pay for it: without a hint the refresher looks by itself
END
$$;
COMMENT ON FUNCTION ${schema}.trigger_refresh_analytics_views() IS 'Sends the hint that calls changed; the refresh itself runs in the background. With an argument it asks for the gate itself.';

CREATE OR REPLACE FUNCTION hints_are_possible() RETURNS boolean
LANGUAGE sql
RETURN current_setting('max_prepared_transactions') = '0' AND ${tidemark}.notification_queue_usage() < 0.5;
COMMENT ON FUNCTION hints_are_possible() IS 'Whether a transaction may hint. One that has notified cannot be prepared for two-phase commit, and fails when the queue of notifications is full.';

CREATE OR REPLACE FUNCTION hint_gate() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} hint', 0);
COMMENT ON FUNCTION hint_gate() IS 'Key of the advisory lock that a transaction must get to send a hint.';

CREATE OR REPLACE VIEW hint_trigger AS
SELECT wanted.name, tgenabled AS enabled, tgqual IS NOT NULL AS asks_as_writer
FROM unnest('{auto_refresh_analytics_on_insert, auto_refresh_analytics_on_update}'::name[]) AS wanted (name)
LEFT JOIN pg_trigger ON tgrelid = '${schema}.api_usage'::regclass AND tgname = wanted.name;
COMMENT ON VIEW hint_trigger IS 'The hint triggers, whether they are there or not.';

CREATE OR REPLACE FUNCTION hints_arrive() RETURNS boolean
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT hints_are_possible() AND NOT EXISTS (SELECT FROM hint_trigger WHERE enabled = 'D' OR enabled IS NULL);
$$;
COMMENT ON FUNCTION hints_arrive() IS 'Whether the refresher hears of calls by hints. Otherwise it looks more often.';

CREATE OR REPLACE FUNCTION everybody_may_execute(function regprocedure) RETURNS boolean
LANGUAGE sql STABLE
RETURN (
    SELECT bool_or(acl.grantee = 0)
    FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
    WHERE oid = function AND acl.privilege_type = 'EXECUTE');
COMMENT ON FUNCTION everybody_may_execute IS 'Whether any role, one that inserts calls for instance, may execute this function.';

CREATE OR REPLACE PROCEDURE create_hint_triggers()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    -- A condition is checked with the rights of the writer, and a function that runs as its owner costs more.
    writers_may_ask constant boolean := everybody_may_execute('pg_catalog.pg_try_advisory_xact_lock(bigint)');
BEGIN
    EXECUTE format($sql$
        CREATE OR REPLACE TRIGGER auto_refresh_analytics_on_insert AFTER INSERT ON ${schema}.api_usage
            FOR EACH STATEMENT %1$s EXECUTE FUNCTION ${schema}.trigger_refresh_analytics_views(%2$s);
        CREATE OR REPLACE TRIGGER auto_refresh_analytics_on_update AFTER UPDATE ON ${schema}.api_usage
            FOR EACH STATEMENT %1$s EXECUTE FUNCTION ${schema}.trigger_refresh_analytics_views(%2$s);
        $sql$,
        CASE WHEN writers_may_ask THEN format('WHEN (pg_try_advisory_xact_lock(%s))', hint_gate()) END,
        CASE WHEN NOT writers_may_ask THEN quote_literal('ask for the gate') END);
    COMMENT ON TRIGGER auto_refresh_analytics_on_insert ON ${schema}.api_usage IS
        'Hints that calls arrived; on under TRIGGER and HYBRID.';
    COMMENT ON TRIGGER auto_refresh_analytics_on_update ON ${schema}.api_usage IS
        'Hints that calls changed; on under TRIGGER and HYBRID.';
END
$$;
COMMENT ON PROCEDURE create_hint_triggers IS 'Makes the hint triggers, or makes them what they should be.';

CREATE OR REPLACE FUNCTION listener_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} listener', 0);
COMMENT ON FUNCTION listener_lock() IS 'Key of the advisory lock that each listening node holds as shared, so that everybody can see that one listens.';

CREATE OR REPLACE FUNCTION right_for(strategy text, enabled "char", asks_as_writer boolean) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT enabled IS NOT NULL AND CASE
        WHEN strategy = 'CRON' THEN enabled = 'D'
        ELSE enabled IN ('O', 'A')
            AND asks_as_writer = everybody_may_execute('pg_catalog.pg_try_advisory_xact_lock(bigint)')
    END;
$$;
COMMENT ON FUNCTION right_for IS 'Whether a hint trigger is as the strategy wants it.';

CREATE OR REPLACE PROCEDURE set_hint_triggers(enable boolean)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET lock_timeout = '50ms' -- while this waits, writers wait behind it
AS $$
BEGIN
    CALL create_hint_triggers();
    IF enable THEN
        ALTER TABLE ONLY ${schema}.api_usage ENABLE TRIGGER auto_refresh_analytics_on_insert,
            ENABLE TRIGGER auto_refresh_analytics_on_update;
    ELSE
        ALTER TABLE ONLY ${schema}.api_usage DISABLE TRIGGER auto_refresh_analytics_on_insert,
            DISABLE TRIGGER auto_refresh_analytics_on_update;
    END IF;
END
$$;
COMMENT ON PROCEDURE set_hint_triggers IS 'Makes the hint triggers what they should be and turns them on or off, where the table is free.';

CREATE OR REPLACE PROCEDURE switch_hint_triggers(enable boolean)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp SET intervalstyle = 'postgres'
AS $$
DECLARE
    blocker text;
BEGIN
    FOR attempt IN 1 .. 25 LOOP
        BEGIN
            CALL set_hint_triggers(enable);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_stat_clear_snapshot(); -- what the sessions do is otherwise what they did at the first attempt
            SELECT string_agg(format('pid %s (%s, transaction open for %s): %s', a.pid,
                    coalesce(nullif(a.application_name, ''), a.usename, 'unknown'),
                    date_trunc('second', clock_timestamp() - a.xact_start), left(trim(a.query), 200)), '; ' ORDER BY a.xact_start)
            INTO blocker
            FROM pg_locks l
            JOIN pg_stat_activity a USING (pid)
            WHERE l.relation = '${schema}.api_usage'::regclass AND l.granted AND l.pid <> pg_backend_pid()
                AND l.mode NOT IN ('AccessShareLock', 'RowShareLock');
            PERFORM pg_sleep(0.1 + random() * 0.1);
        END;
    END LOOP;
    RAISE EXCEPTION 'the triggers on api_usage cannot be switched: the table is in use by %',
        coalesce(blocker, 'a session that has just ended')
        USING ERRCODE = 'lock_not_available',
            HINT = 'Nothing was changed. Wait for that transaction to end, or end it with pg_terminate_backend(pid).';
END
$$;
COMMENT ON PROCEDURE switch_hint_triggers IS 'Turns the hint triggers on or off. Tries for some seconds, and never makes writers wait longer than a moment.';

-- What open pages need of the database.

CREATE OR REPLACE FUNCTION audience_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} audience', 0);
COMMENT ON FUNCTION audience_lock() IS 'Key of the advisory lock that each node with an open page holds as shared, so that under HYBRID all nodes know that somebody watches.';

CREATE OR REPLACE FUNCTION announce_audience() RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    -- Where another role keeps that lock from us, nobody is seen to watch: HYBRID is then as fresh as without pages.
    SELECT pg_try_advisory_lock_shared(audience_lock());
    SELECT tell_nodes('settings', 'audience');
$$;
COMMENT ON FUNCTION announce_audience() IS 'Tells every node that somebody watches on this one, until the session ends.';
