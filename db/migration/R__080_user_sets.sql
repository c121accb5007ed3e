-- Who called, as sets: distinct users of any days, hours, models and services are a union of bits, where the rows of
-- usage_rollup_user would have to be read one by one. Kept by triggers from the rows that come and go there.

CREATE OR REPLACE FUNCTION user_bit(number int) RETURNS bit(1024)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN B'1'::bit(1024) >> (number & 1023);
COMMENT ON FUNCTION user_bit IS 'The set of one user, within the chunk of its number.';

CREATE OR REPLACE FUNCTION add_hours_to_user_sets(since timestamptz, until timestamptz) RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
SET jit = off SET work_mem = '64MB'
AS $$
    WITH hours AS (
        SELECT bucket, service_type, provider, model, number >> 10 AS chunk, bit_or(user_bit(number)) AS users
        FROM usage_rollup
        JOIN usage_rollup_user USING (cell)
        JOIN usage_user USING (user_id)
        WHERE grain = 'hour' AND bucket >= since AND bucket < until
        GROUP BY bucket, service_type, provider, model, number >> 10
    )
    INSERT INTO usage_rollup_user_set AS s (grain, bucket, service_type, provider, model, chunk, users)
    SELECT 'hour', bucket, service_type, provider, model, chunk, users FROM hours
    UNION ALL
    SELECT 'hour_total', bucket, '', '', '', chunk, bit_or(users) FROM hours GROUP BY bucket, chunk
    ORDER BY 1, 2
    ON CONFLICT (grain, bucket, service_type, provider, model, chunk) DO UPDATE SET users = s.users | excluded.users;
    UPDATE user_set_state SET hours_until = until;
$$;
COMMENT ON FUNCTION add_hours_to_user_sets IS 'Gives the hours of this span their sets. The caller holds the refresh lock.';

CREATE OR REPLACE FUNCTION add_to_user_sets() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
-- What fires this has set the planner to its own needs.
SET plan_cache_mode = auto SET enable_nestloop = on SET enable_seqscan = on
AS $$
DECLARE
    until constant timestamptz := (SELECT hours_until FROM user_set_state);
    this_hour constant timestamptz := (SELECT start_of_hour(now(), reporting_zone) FROM ${schema}.analytics_settings);
BEGIN
    -- A hundred users are planned for once a session, a million for themselves.
    PERFORM set_config('plan_cache_mode', CASE
        WHEN (SELECT count(*) FROM (SELECT FROM added LIMIT 5000) AS few) < 5000 THEN 'force_generic_plan'
        ELSE 'force_custom_plan' END, true);

    INSERT INTO usage_user (user_id)
    SELECT DISTINCT user_id
    FROM added
    WHERE NOT EXISTS (SELECT FROM usage_user known WHERE known.user_id = added.user_id);

    WITH sets AS (
        SELECT grain, bucket, service_type, provider, model, chunk, sets.users
        FROM (
            SELECT cell, number >> 10 AS chunk, bit_or(user_bit(number)) AS users
            FROM added
            JOIN usage_user USING (user_id)
            GROUP BY cell, number >> 10
        ) AS sets
        JOIN usage_rollup USING (cell)
        WHERE grain IN ('day', 'day_total') OR (grain = 'hour' AND bucket < until)
    )
    INSERT INTO usage_rollup_user_set AS s (grain, bucket, service_type, provider, model, chunk, users)
    SELECT grain, bucket, service_type, provider, model, chunk, users FROM sets
    UNION ALL
    SELECT 'hour_total', bucket, '', '', '', chunk, bit_or(users) FROM sets WHERE grain = 'hour' GROUP BY bucket, chunk
    ORDER BY 1, 2 -- what is read together lies together
    ON CONFLICT (grain, bucket, service_type, provider, model, chunk) DO UPDATE SET users = s.users | excluded.users;

    IF until < this_hour THEN
        PERFORM add_hours_to_user_sets(until, this_hour);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION add_to_user_sets() IS 'Adds users who are new to a cell to its set, and at the first refresh of an hour the users of the hours before.';

CREATE OR REPLACE FUNCTION remove_from_user_sets() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    hours constant timestamptz[] := ARRAY(
        SELECT DISTINCT bucket FROM removed JOIN usage_rollup USING (cell) WHERE grain = 'hour');
BEGIN
    WITH gone AS (
        SELECT grain, bucket, service_type, provider, model, number >> 10 AS chunk, bit_or(user_bit(number)) AS users
        FROM removed
        JOIN usage_rollup USING (cell)
        JOIN usage_user USING (user_id)
        WHERE grain <> 'model'
        GROUP BY grain, bucket, service_type, provider, model, number >> 10
    ),
    emptied AS (
        DELETE FROM usage_rollup_user_set s
        USING gone
        WHERE s.grain = gone.grain AND s.bucket = gone.bucket AND s.service_type = gone.service_type
            AND s.provider = gone.provider AND s.model = gone.model AND s.chunk = gone.chunk
            AND bit_count(s.users & ~gone.users) = 0
    )
    UPDATE usage_rollup_user_set s
    SET users = s.users & ~gone.users
    FROM gone
    WHERE s.grain = gone.grain AND s.bucket = gone.bucket AND s.service_type = gone.service_type
        AND s.provider = gone.provider AND s.model = gone.model AND s.chunk = gone.chunk
        AND bit_count(s.users & ~gone.users) > 0;

    -- Who left one cell of an hour may be in another.
    DELETE FROM usage_rollup_user_set WHERE grain = 'hour_total' AND bucket = ANY (hours);
    INSERT INTO usage_rollup_user_set (grain, bucket, service_type, provider, model, chunk, users)
    SELECT 'hour_total', bucket, '', '', '', chunk, bit_or(users)
    FROM usage_rollup_user_set
    WHERE grain = 'hour' AND bucket = ANY (hours)
    GROUP BY bucket, chunk;

    -- Of whom no day knows any more, and no hour that stays while its day is counted anew, the name goes too.
    WITH gone AS (
        SELECT number, number >> 10 AS chunk, min(bucket) AS since, max(bucket) AS until
        FROM removed
        JOIN usage_rollup USING (cell)
        JOIN usage_user USING (user_id)
        WHERE grain = 'day_total'
        GROUP BY number
    ),
    known AS (
        SELECT chunk, bit_or(users) AS users
        FROM usage_rollup_user_set
        WHERE chunk IN (SELECT chunk FROM gone) AND (grain = 'day_total' OR (grain = 'hour_total'
            AND bucket >= (SELECT min(since) FROM gone) AND bucket < (SELECT max(until) FROM gone) + interval '32 hours')) -- no day is longer
        GROUP BY chunk
    )
    DELETE FROM usage_user u
    USING gone
    LEFT JOIN known USING (chunk)
    WHERE u.number = gone.number AND (known.users IS NULL OR get_bit(known.users, gone.number & 1023) = 0);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION remove_from_user_sets() IS 'Takes users who left a cell out of its set, and forgets those who are in none any more.';

CREATE OR REPLACE FUNCTION clear_user_sets() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    TRUNCATE usage_rollup_user_set, usage_user RESTART IDENTITY;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION clear_user_sets() IS 'Empties all sets, and forgets who was in them.';

CREATE OR REPLACE TRIGGER add_to_user_sets AFTER INSERT ON usage_rollup_user
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_to_user_sets();
COMMENT ON TRIGGER add_to_user_sets ON usage_rollup_user IS 'Keeps usage_rollup_user_set.';

CREATE OR REPLACE TRIGGER remove_from_user_sets AFTER DELETE ON usage_rollup_user
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_from_user_sets();
COMMENT ON TRIGGER remove_from_user_sets ON usage_rollup_user IS 'Keeps usage_rollup_user_set.';

CREATE OR REPLACE TRIGGER clear_user_sets AFTER TRUNCATE ON usage_rollup_user
    FOR EACH STATEMENT EXECUTE FUNCTION clear_user_sets();
COMMENT ON TRIGGER clear_user_sets ON usage_rollup_user IS 'Keeps usage_rollup_user_set.';

CREATE OR REPLACE FUNCTION rebuild_user_sets() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET jit = off SET work_mem = '64MB'
AS $$
BEGIN
    PERFORM take_refresh_lock();
    TRUNCATE usage_rollup_user_set, usage_user RESTART IDENTITY;
    INSERT INTO usage_user (user_id) SELECT DISTINCT user_id FROM usage_rollup_user;
    INSERT INTO usage_rollup_user_set (grain, bucket, service_type, provider, model, chunk, users)
    SELECT grain, bucket, service_type, provider, model, number >> 10, bit_or(user_bit(number))
    FROM usage_rollup
    JOIN usage_rollup_user USING (cell)
    JOIN usage_user USING (user_id)
    WHERE grain IN ('day', 'day_total')
    GROUP BY grain, bucket, service_type, provider, model, number >> 10
    ORDER BY grain, bucket;
    PERFORM add_hours_to_user_sets('-infinity', start_of_hour(now(), reporting_zone)) FROM ${schema}.analytics_settings;
END
$$;
COMMENT ON FUNCTION rebuild_user_sets() IS 'Makes all sets anew from usage_rollup_user; refreshes wait meanwhile.';

CREATE OR REPLACE FUNCTION verify_user_sets() RETURNS TABLE (relation text, cell text, "column" text, found text, expected text)
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
SET timezone = 'UTC'
AS $$
    WITH cells AS (
        SELECT grain, bucket, service_type, provider, model, user_id
        FROM usage_rollup
        JOIN usage_rollup_user USING (cell)
        CROSS JOIN user_set_state
        WHERE grain IN ('day', 'day_total') OR (grain = 'hour' AND bucket < hours_until)
    ),
    expected AS (
        SELECT * FROM cells
        UNION
        SELECT 'hour_total', bucket, '', '', '', user_id FROM cells WHERE grain = 'hour'
    ),
    found AS (
        SELECT grain, bucket, service_type, provider, model, user_id
        FROM usage_rollup_user_set
        JOIN usage_user ON number >> 10 = chunk AND get_bit(users, number & 1023) = 1
    )
    SELECT 'usage_rollup_user_set', jsonb_build_array(grain, bucket, service_type, provider, model)::text, 'users',
        CASE WHEN found IS NOT NULL THEN user_id END, CASE WHEN expected IS NOT NULL THEN user_id END
    FROM found
    FULL JOIN expected USING (grain, bucket, service_type, provider, model, user_id)
    WHERE found IS NULL OR expected IS NULL
    UNION ALL
    SELECT 'usage_user', to_jsonb(user_id)::text, 'user_id', user_id, NULL
    FROM usage_user
    WHERE user_id NOT IN (SELECT user_id FROM expected);
$$;
COMMENT ON FUNCTION verify_user_sets() IS 'Compares the sets with usage_rollup_user and returns every user who is in one of them only, and everybody whose name is kept without a call; rebuild_user_sets() mends that.';
