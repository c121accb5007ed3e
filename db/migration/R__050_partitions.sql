-- The months of api_usage: made ahead of time, and kept in mind when they are detached.

CREATE OR REPLACE FUNCTION create_api_usage_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC' SET lock_timeout = '500ms' -- while this waits, everybody waits behind it
AS $$
#variable_conflict use_variable
DECLARE
    lower constant timestamptz := date_trunc('month', month::timestamptz);
    upper constant timestamptz := lower + interval '1 month';
    partition constant text := 'api_usage_' || to_char(lower, 'YYYY_MM');
    columns text;
    triggers jsonb;
BEGIN
    IF calls_are_watched() OR EXISTS (SELECT FROM api_usage_partition WHERE name = partition) THEN
        RETURN false;
    END IF;
    -- Calls that rows elsewhere refer to would take those with them, or not go: such calls stay where they are.
    IF EXISTS (SELECT FROM pg_constraint WHERE confrelid = '${schema}.api_usage'::regclass AND contype = 'f')
        AND EXISTS (SELECT FROM api_usage_default d
            WHERE d.created_at >= lower AND d.created_at < upper) THEN
        RETURN false;
    END IF;
    -- A query that was planned for the partitions of before would not find the rows in the new one: keep all out.
    LOCK TABLE refresh_turn IN EXCLUSIVE MODE;
    LOCK TABLE ${schema}.api_usage IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE ${schema}.api_usage INCLUDING DEFAULTS INCLUDING CONSTRAINTS
        INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION)', partition);
    EXECUTE format('COMMENT ON TABLE %I IS %L', partition, 'Calls of ' || to_char(lower, 'YYYY-MM') || ' (UTC).');
    CALL add_change_triggers(partition::regclass);
    -- Rows of the month that came before it had a partition move; what they count does not change.
    SELECT string_agg(quote_ident(attname), ', ') INTO columns
    FROM pg_attribute
    WHERE attrelid = '${schema}.api_usage'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    triggers := silence_triggers('api_usage_default');
    EXECUTE format($sql$
        WITH moved AS (DELETE FROM api_usage_default WHERE created_at >= $1 AND created_at < $2 RETURNING %2$s)
        INSERT INTO %1$I (%2$s) SELECT %2$s FROM moved
        $sql$, partition, columns) USING lower, upper;
    CALL restore_triggers('api_usage_default', triggers);
    EXECUTE format('ALTER TABLE ${schema}.api_usage ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, lower, upper);
    INSERT INTO api_usage_partition (name, lower, upper) VALUES (partition, lower, upper);
    PERFORM note_change_triggers(ARRAY[partition::regclass]);
    RETURN true;
END
$$;
COMMENT ON FUNCTION create_api_usage_partition IS 'Gives api_usage a partition for the month of this date (UTC) and moves there what the default partition holds of it; false when the month has, or had, one.';

CREATE OR REPLACE FUNCTION months_without_partition(months_ahead int DEFAULT 3) RETURNS SETOF date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC'
AS $$
BEGIN
    IF calls_are_watched() THEN
        RETURN;
    END IF;
    RETURN QUERY
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
END
$$;
COMMENT ON FUNCTION months_without_partition IS 'The months that create_api_usage_partitions() makes partitions for; none where the table is not ours.';

CREATE OR REPLACE FUNCTION create_api_usage_partitions(months_ahead int DEFAULT 3) RETURNS int
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

CREATE OR REPLACE VIEW api_usage_missing_partition AS
SELECT name, lower, upper, detached_at
FROM api_usage_partition p
WHERE NOT EXISTS (
    SELECT FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = to_regclass('${schema}.api_usage') AND relation_name(child.oid) = p.name AND NOT inhdetachpending);
COMMENT ON VIEW api_usage_missing_partition IS 'The months whose partition no longer stands in api_usage; detached_at is NULL until a refresh has noticed.';

CREATE OR REPLACE FUNCTION bound_of_span(bound text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE bound
        WHEN 'MINVALUE' THEN '-infinity'::timestamptz
        WHEN 'MAXVALUE' THEN 'infinity'::timestamptz
        ELSE CASE atttypid WHEN 'timestamptz'::regtype THEN btrim(bound, '''')::timestamptz
            ELSE btrim(bound, '''')::timestamp AT TIME ZONE time_zone END
    END
    FROM watched_table
    JOIN pg_attribute ON attrelid = to_regclass('${schema}.api_usage') AND attname = 'created_at';
$$;
COMMENT ON FUNCTION bound_of_span IS 'The instant that the bound of a partition of a watched table means, as PostgreSQL writes that in this session.';

CREATE OR REPLACE VIEW new_partition AS
SELECT p.name, bound_of_span(p.bounds[1]) AS lower, bound_of_span(p.bounds[2]) AS upper
FROM (
    SELECT relation_name(c.oid) AS name,
        regexp_match(pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM [(](.+)[)] TO [(](.+)[)]$') AS bounds
    FROM pg_inherits
    JOIN pg_class c ON c.oid = inhrelid
    WHERE inhparent = to_regclass('${schema}.api_usage') AND NOT inhdetachpending
        AND EXISTS (SELECT FROM watched_table WHERE attached_at IS NOT NULL)
) AS p
WHERE p.bounds IS NOT NULL AND NOT EXISTS (SELECT FROM api_usage_partition known WHERE known.name = p.name);
COMMENT ON VIEW new_partition IS 'Partitions that its owner gave a watched table and no refresh has noticed. The default one covers no span of its own.';

CREATE OR REPLACE FUNCTION note_new_partitions() RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    -- What was attached may hold calls, of transactions of long ago.
    WITH noted AS (
        INSERT INTO api_usage_partition (name, lower, upper)
        SELECT name, lower, upper FROM new_partition
        RETURNING name, lower, upper
    )
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT tstzrange(lower, upper), 'attached ' || name FROM noted;
$$;
COMMENT ON FUNCTION note_new_partitions() IS 'Keeps the spans of new partitions in mind, and has them counted.';

CREATE OR REPLACE FUNCTION note_detached_partitions(counted pg_snapshot) RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN
        UPDATE api_usage_partition p
        SET detached_at = clock_timestamp()
        FROM api_usage_missing_partition m
        WHERE m.name = p.name AND m.detached_at IS NULL
        RETURNING to_regclass(p.name) AS relation
    LOOP
        -- Its calls that no refresh has counted yet are still owed; the log hands them to the fold.
        IF gone.relation IS NOT NULL THEN
            EXECUTE format($sql$
                INSERT INTO api_usage_change (logged_tx, sign, tx, created_at, user_id, service_type, provider,
                    model, status, prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens,
                    reasoning_tokens, total_cost, latency_ms)
                SELECT '3', 1, '3', created_at, user_id, service_type, provider,
                    model, status, prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens,
                    reasoning_tokens, total_cost, latency_ms
                FROM %s AS calls
                WHERE NOT pg_visible_in_snapshot(tx, $1) AND pg_visible_in_snapshot(tx, committed_snapshot())
                $sql$, calls_in(relation_name(gone.relation))) USING counted;
        END IF;
    END LOOP;
    UPDATE api_usage_partition
    SET detached_at = NULL
    WHERE detached_at IS NOT NULL AND name NOT IN (SELECT name FROM api_usage_missing_partition);
END
$$;
COMMENT ON FUNCTION note_detached_partitions IS 'Records which months no longer stand in api_usage, and which stand there again. Transaction 3 is the first there is: every snapshot sees it.';

CREATE OR REPLACE FUNCTION tables_with_foreign_tx() RETURNS SETOF regclass
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    relation regclass;
    found_one boolean;
BEGIN
    FOR relation IN
        SELECT oid FROM call_table t JOIN pg_class c ON c.oid = t.relation WHERE relkind = 'r'
    LOOP
        -- What this statement sees and did not begin before it was not made here; but for what we made ourselves.
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.tx >= pg_snapshot_xmax(pg_current_snapshot())
            AND t.tx IS DISTINCT FROM pg_current_xact_id_if_assigned())', relation) INTO found_one;
        IF found_one THEN
            RETURN NEXT relation;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION tables_with_foreign_tx() IS 'Partitions with calls whose tx lies in this cluster''s future: they came with it from another one.';

CREATE OR REPLACE FUNCTION restamp_api_usage() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET lock_timeout = '200ms'
AS $$
DECLARE
    relation regclass;
    triggers jsonb;
    logged_before bigint;
BEGIN
    FOR relation IN SELECT * FROM tables_with_foreign_tx() LOOP
        triggers := NULL;
        logged_before := (SELECT coalesce(max(seq), 0) FROM api_usage_change WHERE logged_tx = pg_current_xact_id());
        -- Triggers of others need not hear of it; where there are none, nobody has to wait.
        IF EXISTS (
            SELECT FROM pg_trigger t
            WHERE t.tgrelid = relation AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                AND t.tgname NOT IN (SELECT name FROM wanted_change_trigger))
        THEN
            triggers := silence_triggers(relation);
        END IF;
        EXECUTE format($sql$
            WITH stamped AS (
                UPDATE %s t
                SET tx = '3'
                WHERE t.tx >= pg_snapshot_xmax(pg_current_snapshot()) AND t.tx <> pg_current_xact_id()
                RETURNING %s AS created_at
            )
            INSERT INTO api_usage_stale_range (span, reason)
            SELECT tstzrange(min(created_at), max(created_at), '[]'), 'unrecorded: came with transactions of another cluster'
            FROM stamped
            HAVING count(*) > 0
            $sql$, relation, coalesce((SELECT called_at FROM watched_table), 't.created_at'));
        IF triggers IS NULL THEN
            DELETE FROM api_usage_change WHERE logged_tx = pg_current_xact_id() AND seq > logged_before;
        ELSE
            CALL restore_triggers(relation, triggers);
        END IF;
    END LOOP;
EXCEPTION WHEN lock_not_available THEN
    RAISE NOTICE 'calls with transactions of another cluster have to wait: a transaction has their table in use';
END
$$;
COMMENT ON FUNCTION restamp_api_usage() IS 'Gives calls whose tx lies in this cluster''s future the first transaction, which every snapshot sees, and has them counted anew.';
