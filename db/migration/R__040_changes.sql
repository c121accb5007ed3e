-- What a look at api_usage cannot tell any more: the values that an UPDATE, DELETE or TRUNCATE took away are logged.

CREATE OR REPLACE FUNCTION record_api_usage_changes() RETURNS trigger
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

CREATE OR REPLACE FUNCTION record_api_usage_truncation() RETURNS trigger
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

CREATE OR REPLACE PROCEDURE add_change_triggers(relation regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format($sql$
        CREATE OR REPLACE TRIGGER record_changes_on_update AFTER UPDATE ON %1$s
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_changes();
        CREATE OR REPLACE TRIGGER record_changes_on_delete AFTER DELETE ON %1$s
            REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_changes();
        CREATE OR REPLACE TRIGGER record_changes_on_truncate BEFORE TRUNCATE ON %1$s
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_truncation();
        COMMENT ON TRIGGER record_changes_on_update ON %1$s IS 'Logs what changed calls were and are; always on.';
        COMMENT ON TRIGGER record_changes_on_delete ON %1$s IS 'Logs what deleted calls were; always on.';
        COMMENT ON TRIGGER record_changes_on_truncate ON %1$s IS 'Has emptied months counted anew; always on.';
        $sql$, relation);
END
$$;
COMMENT ON PROCEDURE add_change_triggers IS 'Has changes of this table logged. A statement fires the triggers of the table that it names, so api_usage and each partition carry their own.';
