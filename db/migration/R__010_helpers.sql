-- Who asks, whose turn it is, and what is committed: what the other files build on.

CREATE OR REPLACE FUNCTION take_refresh_lock() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    lock_timeout constant text := current_setting('lock_timeout');
BEGIN
    -- To wait for another refresh is no failure, however long that takes: a lock_timeout is for what comes after.
    PERFORM set_config('lock_timeout', '0', true);
    LOCK TABLE refresh_turn IN EXCLUSIVE MODE;
    PERFORM set_config('lock_timeout', lock_timeout, true);
END
$$;
COMMENT ON FUNCTION take_refresh_lock() IS 'Waits until no other refresh runs, and keeps others waiting until the transaction ends. Call it in a statement of its own: what follows must see what the refresh before committed.';

CREATE OR REPLACE FUNCTION refresh_lock_holders() RETURNS SETOF int
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT pid
    FROM pg_locks
    WHERE relation = 'refresh_turn'::regclass AND mode = 'ExclusiveLock' AND granted AND pid IS NOT NULL
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
$$;
COMMENT ON FUNCTION refresh_lock_holders() IS 'Process id of the session that refreshes now; no row when none does.';

CREATE OR REPLACE FUNCTION has_fixed_snapshot() RETURNS boolean
LANGUAGE sql STABLE
RETURN current_setting('transaction_isolation') IN ('repeatable read', 'serializable');
COMMENT ON FUNCTION has_fixed_snapshot() IS 'Whether all statements of this transaction see what was committed when the first of them began.';

CREATE OR REPLACE FUNCTION replaced_since_snapshot() RETURNS boolean
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    -- What a query reads of a catalog is as old as its snapshot; what these functions look up is of now.
    SELECT EXISTS (
            SELECT FROM pg_class
            WHERE relkind IN ('r', 'm') AND relfilenode IS DISTINCT FROM pg_relation_filenode(oid)
                AND (relnamespace = '${tidemark}'::regnamespace
                    OR oid IN (SELECT relid FROM pg_partition_tree('${schema}.api_usage'))
                    OR (relnamespace = '${schema}'::regnamespace AND relkind = 'm')))
        OR EXISTS (
            SELECT
            FROM (SELECT relid AS now FROM pg_partition_tree('${schema}.api_usage') WHERE level = 1) AS of_now
            FULL JOIN (SELECT inhrelid AS before FROM pg_inherits WHERE inhparent = '${schema}.api_usage'::regclass) AS of_snapshot
                ON now = before
            WHERE now IS NULL OR before IS NULL);
$$;
COMMENT ON FUNCTION replaced_since_snapshot() IS 'Whether a table of ours was truncated or rewritten, or a month of api_usage came or went, since the snapshot was taken. Such a change no snapshot hides: what it took away is gone for older ones too. Only a fixed snapshot can be older.';

CREATE OR REPLACE PROCEDURE require_latest_figures()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF NOT replaced_since_snapshot() THEN
        PERFORM FROM analytics_state FOR NO KEY UPDATE;
        RETURN;
    END IF;
    RAISE serialization_failure;
EXCEPTION WHEN serialization_failure THEN
    RAISE EXCEPTION 'the figures were refreshed or checked, or calls were truncated, after this transaction took its snapshot'
        USING ERRCODE = 'serialization_failure',
            HINT = format('Its isolation level is %s. Try again in a new transaction; one that is READ COMMITTED never has to.',
                upper(current_setting('transaction_isolation') COLLATE "C"));
END
$$;
COMMENT ON PROCEDURE require_latest_figures IS 'Under a fixed snapshot: fails, so that the caller tries again, where others have changed since what a refresh goes on from. The caller holds the refresh lock, and a lock of api_usage that keeps TRUNCATE and DETACH out.';

CREATE OR REPLACE FUNCTION committed_snapshot() RETURNS pg_snapshot
LANGUAGE sql STABLE
RETURN CASE WHEN pg_visible_in_snapshot(pg_current_xact_id_if_assigned(), pg_current_snapshot()) THEN (
    SELECT format('%s:%s:%s', pg_snapshot_xmin(pg_current_snapshot()), pg_snapshot_xmax(pg_current_snapshot()),
        string_agg(open.tx::text, ',' ORDER BY open.tx))::pg_snapshot
    FROM (
        SELECT pg_snapshot_xip(pg_current_snapshot()) AS tx
        UNION ALL
        SELECT pg_current_xact_id_if_assigned()
    ) AS open)
ELSE pg_current_snapshot() END;
COMMENT ON FUNCTION committed_snapshot() IS 'What is committed now. pg_current_snapshot() leaves its own transaction out of those in progress, which looks committed in it as soon as a later one has ended.';

CREATE OR REPLACE FUNCTION ended_transactions(since pg_snapshot, until pg_snapshot) RETURNS SETOF xid8
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT tx FROM pg_snapshot_xip(since) AS tx WHERE pg_visible_in_snapshot(tx, until);
END;
COMMENT ON FUNCTION ended_transactions IS 'The transactions that were open in the one snapshot and are committed in the other.';

CREATE OR REPLACE FUNCTION notification_queue_usage() RETURNS double precision
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    RETURN pg_notification_queue_usage();
EXCEPTION WHEN insufficient_privilege THEN
    RETURN 0.5;
END
$$;
COMMENT ON FUNCTION notification_queue_usage() IS 'How full the queue is that the notifications of all databases of the server share, from 0 to 1; 0.5 where we may not ask.';

CREATE OR REPLACE FUNCTION tell_nodes(topic text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    -- A transaction that notifies through a full queue fails: a page that hears late is less than that.
    IF notification_queue_usage() < 0.9 THEN
        EXECUTE format('NOTIFY %I, %L', '${installation}_' || topic, message);
    END IF;
END
$$;
COMMENT ON FUNCTION tell_nodes IS 'Notifies every node, unless the queue of notifications, which all databases of a server share, is nearly full because somebody listens and does not read.';

CREATE OR REPLACE FUNCTION milliseconds(since timestamptz, until timestamptz) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1000 * extract(epoch FROM until - since);
COMMENT ON FUNCTION milliseconds IS 'From one instant to another.';

CREATE OR REPLACE FUNCTION advisory_lock_holders(key bigint) RETURNS SETOF int
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT pid
    FROM pg_locks
    JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32 | objid::bigint) = key
        AND usesysid = (SELECT relowner FROM pg_class WHERE oid = 'refresh_turn'::regclass);
$$;
COMMENT ON FUNCTION advisory_lock_holders IS 'Process ids of the sessions of the application that hold this advisory lock. Another role may take it too, and says nothing by that.';

-- What an admin does on /admin/refresh beyond switching: verify and repair, look ahead, measure before deciding.

CREATE OR REPLACE FUNCTION who_asks() RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    -- It calls itself so in a connection of its own, but not in a background worker.
    WHEN current_setting('application_name') ILIKE 'pg_cron%'
        OR (SELECT backend_type FROM pg_stat_get_activity(pg_backend_pid())) ILIKE 'pg_cron%'
        THEN 'pg_cron (' || session_user || ')'
    -- Any session can call itself what it likes; only the application's role is believed.
    WHEN current_setting('tidemark.user', true) <> ''
        AND session_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'analytics_state'::regclass)
        THEN current_setting('tidemark.user', true)
    ELSE coalesce(nullif(current_setting('application_name'), ''), 'sql') || ' (' || session_user || ')'
END;
COMMENT ON FUNCTION who_asks() IS 'Who calls, in words for the run history: the user for whom the application works, as it says in tidemark.user, else the session.';
