-- The calls of an older installation.

CREATE OR REPLACE FUNCTION take_over_api_usage(legacy regclass) RETURNS bigint
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    targets text;
    sources text;
    months date[];
    month date;
    copied bigint;
BEGIN
    EXECUTE format($sql$
        SELECT ARRAY(
            SELECT DISTINCT date_trunc('month', created_at)
            FROM %s
            WHERE created_at BETWEEN now() - interval '3 years' AND now())
        $sql$, legacy) INTO months;
    FOREACH month IN ARRAY months LOOP
        PERFORM create_api_usage_partition(month);
    END LOOP;

    SELECT string_agg(quote_ident(attname), ', '), string_agg(
        CASE
            WHEN attname = 'created_at' THEN 'coalesce(created_at, now())'
            WHEN right(attname, 7) = '_tokens' THEN format('greatest(coalesce(%I, 0), 0)', attname)
            WHEN attname IN ('total_cost', 'latency_ms') THEN format('nullif(%I::numeric, ''NaN'')', attname)
            ELSE format('%I::text', attname)
        END, ', ')
    INTO targets, sources
    FROM pg_attribute
    WHERE attrelid = legacy AND attnum > 0 AND NOT attisdropped
        AND attname IN ('created_at', 'user_id', 'service_type', 'provider', 'model', 'status', 'request_id',
            'prompt_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'completion_tokens', 'reasoning_tokens',
            'total_cost', 'latency_ms');

    -- Where calls had no request_id, the old key takes its place, so that each row can be found again.
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = legacy AND attname = 'id' AND NOT attisdropped)
        AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = legacy AND attname = 'request_id' AND NOT attisdropped)
    THEN
        targets := targets || ', request_id';
        sources := sources || ', id::text';
    END IF;

    EXECUTE format('INSERT INTO ${schema}.api_usage (source, %s) SELECT ''legacy'', %s FROM %s', targets, sources, legacy);
    GET DIAGNOSTICS copied = ROW_COUNT;
    EXECUTE format('COMMENT ON TABLE %s IS %L', legacy,
        format('The older system''s api_usage: %s rows, all copied to api_usage. Drop it when you no longer want it.', copied));
    RETURN copied;
END
$$;
COMMENT ON FUNCTION take_over_api_usage IS 'Copies the calls of an older installation; its table stays, untouched, until its owner drops it.';
