-- The hint that calls arrived. A notification in every transaction makes commits queue behind one lock of the whole
-- database, so only the transaction that gets the gate's lock sends one, and the refresher holds it while it is awake.

CREATE OR REPLACE FUNCTION ${schema}.trigger_refresh_analytics_views() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('${installation}_hint', nextval('refresh_hint')::text);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ${schema}.trigger_refresh_analytics_views() IS 'Sends the hint that calls changed; the refresh itself runs in the background.';

CREATE OR REPLACE FUNCTION hint_gate() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} hint', 0);
COMMENT ON FUNCTION hint_gate() IS 'Key of the advisory lock that a transaction must get to send a hint.';

CREATE OR REPLACE PROCEDURE create_hint_triggers()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    EXECUTE format($sql$
        CREATE OR REPLACE TRIGGER auto_refresh_analytics_on_insert AFTER INSERT ON ${schema}.api_usage
            FOR EACH STATEMENT WHEN (pg_try_advisory_xact_lock(%1$s))
            EXECUTE FUNCTION ${schema}.trigger_refresh_analytics_views();
        CREATE OR REPLACE TRIGGER auto_refresh_analytics_on_update AFTER UPDATE ON ${schema}.api_usage
            FOR EACH STATEMENT WHEN (pg_try_advisory_xact_lock(%1$s))
            EXECUTE FUNCTION ${schema}.trigger_refresh_analytics_views();
        $sql$, hint_gate());
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

CREATE OR REPLACE PROCEDURE switch_hint_triggers(enable boolean)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET lock_timeout = '50ms' -- while this waits, writers wait behind it
AS $$
DECLARE
    blocker text;
BEGIN
    FOR attempt IN 1 .. 25 LOOP
        BEGIN
            CALL create_hint_triggers();
            IF enable THEN
                ALTER TABLE ONLY ${schema}.api_usage ENABLE TRIGGER auto_refresh_analytics_on_insert,
                    ENABLE TRIGGER auto_refresh_analytics_on_update;
            ELSE
                ALTER TABLE ONLY ${schema}.api_usage DISABLE TRIGGER auto_refresh_analytics_on_insert,
                    DISABLE TRIGGER auto_refresh_analytics_on_update;
            END IF;
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
    SELECT pg_notify('${installation}_settings', 'audience');
$$;
COMMENT ON FUNCTION announce_audience() IS 'Tells every node that somebody watches on this one, until the session ends.';

CREATE OR REPLACE PROCEDURE create_missing_triggers()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    relation regclass;
BEGIN
    FOR relation IN
        SELECT relid
        FROM pg_partition_tree('${schema}.api_usage')
        WHERE 3 > (
            SELECT count(*)
            FROM pg_trigger
            WHERE tgrelid = relid AND tgname LIKE 'record\_changes\_on\_%')
    LOOP
        CALL add_change_triggers(relation);
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgfoid = '${schema}.trigger_refresh_analytics_views'::regproc) THEN
        CALL create_hint_triggers();
    END IF;
END
$$;
COMMENT ON PROCEDURE create_missing_triggers IS 'Makes the triggers on api_usage that are not there.';
