-- What tells a refresh what changed. New rows are found by api_usage.tx; the log below holds what a look at the
-- table cannot tell any more: the values that an UPDATE, DELETE or TRUNCATE took away.

CREATE TABLE api_usage_change (
    seq                   bigint GENERATED ALWAYS AS IDENTITY,
    logged_tx             xid8 NOT NULL DEFAULT pg_current_xact_id(),
    sign                  smallint NOT NULL,
    tx                    xid8 NOT NULL,
    id                    bigint NOT NULL,
    created_at            timestamptz NOT NULL,
    user_id               text,
    service_type          text,
    provider              text,
    model                 text,
    status                text,
    prompt_tokens         bigint NOT NULL,
    cache_read_tokens     bigint NOT NULL,
    cache_creation_tokens bigint NOT NULL,
    completion_tokens     bigint NOT NULL,
    reasoning_tokens      bigint NOT NULL,
    total_cost            numeric,
    latency_ms            numeric
);
COMMENT ON TABLE api_usage_change IS 'Old (sign -1) and new (sign 1) values of calls that were changed or deleted since the last refresh, which empties it.';
COMMENT ON COLUMN api_usage_change.logged_tx IS 'The transaction that changed the call.';
COMMENT ON COLUMN api_usage_change.tx IS 'The transaction that inserted the call. Only where the last refresh had counted that one does the change count: otherwise the call itself is still new.';

CREATE TABLE api_usage_stale_range (
    logged_tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    span      tstzrange NOT NULL,
    reason    text NOT NULL
);
COMMENT ON TABLE api_usage_stale_range IS 'Spans of created_at that the next refresh counts anew from api_usage, because a partition was truncated or somebody asked for it.';

CREATE FUNCTION record_api_usage_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = TG_RELID AND (relispartition OR relkind = 'p')) THEN
        RETURN NULL; -- a detached partition: what happens to it no longer concerns the figures
    END IF;
    INSERT INTO api_usage_change (sign, tx, id, created_at, user_id, service_type, provider, model, status,
        prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
        total_cost, latency_ms)
    SELECT -1, tx, id, created_at, user_id, service_type, provider, model, status,
        prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
        total_cost, latency_ms
    FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO api_usage_change (sign, tx, id, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms)
        SELECT 1, tx, id, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms
        FROM new_rows;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_api_usage_changes() IS 'Statement trigger: logs the old values of changed and deleted calls and the new values of changed ones.';

CREATE FUNCTION record_api_usage_truncation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    month api_usage_partition;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = TG_RELID AND relispartition) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO month FROM api_usage_partition WHERE name = TG_TABLE_NAME;
    IF FOUND THEN
        INSERT INTO api_usage_stale_range (span, reason)
        VALUES (tstzrange(month.lower, month.upper), 'truncated ' || TG_TABLE_NAME);
    ELSE
        -- The default partition covers no span of its own.
        EXECUTE format($sql$
            INSERT INTO api_usage_change (sign, tx, id, created_at, user_id, service_type, provider, model, status,
                prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
                total_cost, latency_ms)
            SELECT -1, tx, id, created_at, user_id, service_type, provider, model, status,
                prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
                total_cost, latency_ms
            FROM %s
            $sql$, TG_RELID::regclass);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_api_usage_truncation() IS 'Statement trigger before TRUNCATE of a partition: has its month counted anew, or logs the rows of the default partition as deleted.';

CREATE PROCEDURE add_change_triggers(relation regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format($sql$
        CREATE TRIGGER record_changes_on_update AFTER UPDATE ON %1$s
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_changes();
        CREATE TRIGGER record_changes_on_delete AFTER DELETE ON %1$s
            REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_changes();
        CREATE TRIGGER record_changes_on_truncate BEFORE TRUNCATE ON %1$s
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_truncation();
        COMMENT ON TRIGGER record_changes_on_update ON %1$s IS 'Logs what changed calls were and are; always on.';
        COMMENT ON TRIGGER record_changes_on_delete ON %1$s IS 'Logs what deleted calls were; always on.';
        COMMENT ON TRIGGER record_changes_on_truncate ON %1$s IS 'Has emptied months counted anew; always on.';
        $sql$, relation);
END
$$;
COMMENT ON PROCEDURE add_change_triggers IS 'Has changes of this table logged. A statement fires the triggers of the table that it names, so api_usage and each partition carry their own.';

CALL add_change_triggers('${schema}.api_usage');
CALL add_change_triggers('api_usage_default');

-- A lock of a table, and not an advisory one, which any role that can connect may hold for as long as it likes.
CREATE TABLE refresh_turn ();
COMMENT ON TABLE refresh_turn IS 'Always empty. Whoever has it locked in EXCLUSIVE mode refreshes: one at a time.';

CREATE FUNCTION take_refresh_lock() RETURNS void
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

CREATE FUNCTION refresh_lock_holders() RETURNS SETOF int
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT pid
    FROM pg_locks
    WHERE relation = 'refresh_turn'::regclass AND mode = 'ExclusiveLock' AND granted AND pid IS NOT NULL
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
$$;
COMMENT ON FUNCTION refresh_lock_holders() IS 'Process id of the session that refreshes now; no row when none does.';

CREATE FUNCTION create_api_usage_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC' SET lock_timeout = '500ms' -- while this waits, everybody waits behind it
AS $$
DECLARE
    lower constant timestamptz := date_trunc('month', month::timestamptz);
    upper constant timestamptz := lower + interval '1 month';
    partition constant text := 'api_usage_' || to_char(lower, 'YYYY_MM');
BEGIN
    IF EXISTS (SELECT FROM api_usage_partition WHERE name = partition) THEN
        RETURN false;
    END IF;
    -- A query that was planned for the partitions of before would not find the rows in the new one: keep all out.
    LOCK TABLE refresh_turn IN EXCLUSIVE MODE;
    LOCK TABLE ${schema}.api_usage IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE ${schema}.api_usage INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
    EXECUTE format('COMMENT ON TABLE %I IS %L', partition, 'Calls of ' || to_char(lower, 'YYYY-MM') || ' (UTC).');
    CALL add_change_triggers(partition::regclass);
    -- Rows of the month that came before it had a partition move; what they count does not change.
    ALTER TABLE api_usage_default DISABLE TRIGGER record_changes_on_delete;
    EXECUTE format($sql$
        WITH moved AS (DELETE FROM api_usage_default WHERE created_at >= $1 AND created_at < $2 RETURNING *)
        INSERT INTO %I SELECT * FROM moved
        $sql$, partition) USING lower, upper;
    ALTER TABLE api_usage_default ENABLE TRIGGER record_changes_on_delete;
    EXECUTE format('ALTER TABLE ${schema}.api_usage ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, lower, upper);
    INSERT INTO api_usage_partition (name, lower, upper) VALUES (partition, lower, upper);
    RETURN true;
END
$$;
COMMENT ON FUNCTION create_api_usage_partition IS 'Gives api_usage a partition for the month of this date (UTC) and moves there what the default partition holds of it; false when the month has, or had, one.';

CREATE FUNCTION months_without_partition(months_ahead int DEFAULT 3) RETURNS SETOF date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC'
AS $$
    SELECT month::date
    FROM (
        SELECT date_trunc('month', now()) + make_interval(months => ahead)
        FROM generate_series(-2, months_ahead) AS ahead
        UNION
        SELECT date_trunc('month', created_at)
        FROM api_usage_default
        WHERE created_at BETWEEN now() - interval '3 years' AND now()
    ) AS wanted (month)
    WHERE month NOT IN (SELECT lower FROM api_usage_partition)
    ORDER BY month;
$$;
COMMENT ON FUNCTION months_without_partition IS 'The months that create_api_usage_partitions() makes partitions for.';

CREATE FUNCTION create_api_usage_partitions(months_ahead int DEFAULT 3) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    months constant date[] := ARRAY(SELECT months_without_partition(months_ahead));
    month date;
    created int := 0;
BEGIN
    FOREACH month IN ARRAY months LOOP
        BEGIN
            created := created + create_api_usage_partition(month)::int;
        EXCEPTION WHEN lock_not_available THEN
            RAISE NOTICE 'api_usage is in use: the partition for % has to wait for another time', to_char(month, 'YYYY-MM');
        END;
    END LOOP;
    RETURN created;
END
$$;
COMMENT ON FUNCTION create_api_usage_partitions IS 'Makes partitions for this month, the two before, the next ones, and every month of the last three years that the default partition holds calls of; returns how many. Run once a day.';

CREATE VIEW api_usage_missing_partition AS
SELECT name, lower, upper, detached_at
FROM api_usage_partition p
WHERE NOT EXISTS (
    SELECT FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = '${schema}.api_usage'::regclass AND child.relname = p.name AND NOT inhdetachpending);
COMMENT ON VIEW api_usage_missing_partition IS 'The months whose partition no longer stands in api_usage; detached_at is NULL until a refresh has noticed.';
