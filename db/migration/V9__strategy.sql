-- When the views are refreshed: the strategy, what it switches, and the history of both.

CREATE TABLE refresh_settings (
    only_row        boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    strategy        text NOT NULL DEFAULT 'TRIGGER' CHECK (strategy IN ('TRIGGER', 'CRON', 'HYBRID')),
    cron            text NOT NULL DEFAULT '*/5 * * * *',
    max_age_minutes int NOT NULL DEFAULT 5 CHECK (max_age_minutes > 0),
    max_share       double precision NOT NULL DEFAULT 0.35 CHECK (max_share > 0 AND max_share <= 1),
    paused_at       timestamptz,
    paused_by       text,
    paused_reason   text,
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE refresh_settings IS 'When the views are refreshed; one row, changed by set_refresh_strategy(), pause_refresh() and resume_refresh().';
COMMENT ON COLUMN refresh_settings.strategy IS 'TRIGGER: when a call arrives. CRON: by the schedule alone. HYBRID: when a call arrives while somebody watches, else every max_age_minutes.';
COMMENT ON COLUMN refresh_settings.cron IS 'Minute, hour, day of month, month, day of week, in UTC; used by CRON.';
COMMENT ON COLUMN refresh_settings.max_age_minutes IS 'How old figures that nobody watches may get; used by HYBRID.';
COMMENT ON COLUMN refresh_settings.max_share IS 'Which part of the time refreshing may take under TRIGGER and HYBRID: the loop pauses as long as that asks.';
COMMENT ON COLUMN refresh_settings.paused_at IS 'Since when nothing refreshes by itself; NULL when not paused. A refresh by hand works all the same.';
INSERT INTO refresh_settings DEFAULT VALUES;

CREATE TABLE refresh_strategy_change (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_by    text NOT NULL,
    from_strategy text NOT NULL,
    to_strategy   text NOT NULL,
    cron          text NOT NULL,
    max_age_minutes int NOT NULL
);
COMMENT ON TABLE refresh_strategy_change IS 'Who switched the strategy, or its schedule or age, when, from what, to what.';

CREATE FUNCTION announce_refresh_settings() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify('${installation}_settings', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION announce_refresh_settings() IS 'Tells every node that the settings changed.';
CREATE TRIGGER announce_refresh_settings AFTER UPDATE ON refresh_settings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_refresh_settings();
COMMENT ON TRIGGER announce_refresh_settings ON refresh_settings IS 'Has changed settings reach every node at once.';

-- The hint. A notification in every transaction makes commits queue behind one lock of the whole database, so only
-- the transaction that gets the gate's lock sends one, and the refresher holds that lock while it is awake.
CREATE SEQUENCE refresh_hint;
COMMENT ON SEQUENCE refresh_hint IS 'Numbers the hints, so that it can be seen how many were sent.';

CREATE FUNCTION ${schema}.trigger_refresh_analytics_views() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('${installation}_hint', nextval('refresh_hint')::text);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ${schema}.trigger_refresh_analytics_views() IS 'Sends the hint that calls changed; the refresh itself runs in the background.';

CREATE FUNCTION hint_gate() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} hint', 0);
COMMENT ON FUNCTION hint_gate() IS 'Key of the advisory lock that a transaction must get to send a hint.';

CREATE PROCEDURE create_hint_triggers()
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
CALL create_hint_triggers();

CREATE FUNCTION listener_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} listener', 0);
COMMENT ON FUNCTION listener_lock() IS 'Key of the advisory lock that each listening node holds as shared, so that everybody can see that one listens.';

CREATE FUNCTION cron_field(field text, low int, high int, names text[] DEFAULT '{}') RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    part text;
    pieces text[];
    first int;
    last int;
    step int;
    found int[] := '{}';
BEGIN
    FOREACH part IN ARRAY string_to_array(lower(field COLLATE "C"), ',') LOOP
        pieces := regexp_match(part, '^(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d{1,4}))?$');
        IF pieces IS NULL THEN
            RAISE EXCEPTION 'cron: "%" is none of *, a number, a range (1-5), a step (*/5), or a list of them', part
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        step := coalesce(pieces[4]::int, 1);
        first := CASE WHEN pieces[1] = '*' THEN low ELSE cron_number(pieces[2], low, names) END;
        last := CASE
            WHEN pieces[1] = '*' OR (pieces[3] IS NULL AND pieces[4] IS NOT NULL) THEN high
            ELSE cron_number(coalesce(pieces[3], pieces[2]), low, names)
        END;
        IF first < low OR last > high OR first > last OR step < 1 THEN
            RAISE EXCEPTION 'cron: "%" does not lie between % and %', part, low, high
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        found := found || ARRAY(SELECT generate_series(first, last, step));
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT n FROM unnest(found) AS n ORDER BY n);
END
$$;
COMMENT ON FUNCTION cron_field IS 'The numbers that one field of a cron expression means.';

CREATE FUNCTION cron_number(word text, low int, names text[]) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF word ~ '^\d{1,4}$' THEN
        RETURN word::int;
    END IF;
    IF array_position(names, word) IS NULL THEN
        RAISE EXCEPTION 'cron: "%" is no number%', word,
            CASE WHEN names = '{}' THEN '' ELSE ' and none of ' || array_to_string(names, ', ') END
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN low + array_position(names, word) - 1;
END
$$;
COMMENT ON FUNCTION cron_number IS 'A number in a cron expression, which may be written as the name of a month or weekday.';

CREATE FUNCTION cron_runs(expression text, after timestamptz, until timestamptz DEFAULT 'infinity', at_most int DEFAULT 5)
RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    fields constant text[] := regexp_split_to_array(trim(expression), '\s+');
    minutes int[];
    hours int[];
    days int[];
    months int[];
    weekdays int[];
    day date := after::date;
    last_found date;
    missing int := least(at_most, 1500);
    run timestamptz;
BEGIN
    IF cardinality(fields) <> 5 THEN
        RAISE EXCEPTION 'cron: "%" has % fields; five are wanted: minute, hour, day of month, month, day of week',
            expression, cardinality(fields) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    minutes := cron_field(fields[1], 0, 59);
    hours := cron_field(fields[2], 0, 23);
    days := cron_field(fields[3], 1, 31);
    months := cron_field(fields[4], 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}');
    weekdays := ARRAY(SELECT n % 7 FROM unnest(cron_field(fields[5], 0, 7, '{sun,mon,tue,wed,thu,fri,sat}')) AS n);
    -- Eight years hold every date that there is, the leap day over a century's end too.
    WHILE missing > 0 AND day <= until::date AND day < coalesce(last_found, after::date) + 366 * 8 LOOP
        IF extract(month FROM day)::int = ANY (months) AND (CASE
            -- As cron has it: where both name days, either will do.
            WHEN fields[3] LIKE '*%' OR fields[5] LIKE '*%'
                THEN extract(day FROM day)::int = ANY (days) AND extract(dow FROM day)::int = ANY (weekdays)
            ELSE extract(day FROM day)::int = ANY (days) OR extract(dow FROM day)::int = ANY (weekdays)
        END) THEN
            FOR run IN
                SELECT day + make_time(hour, minute, 0) AS at
                FROM unnest(hours) AS hour, unnest(minutes) AS minute
                WHERE day + make_time(hour, minute, 0) > after
                ORDER BY at
                LIMIT missing
            LOOP
                IF run > until THEN
                    RETURN;
                END IF;
                RETURN NEXT run;
                missing := missing - 1;
                last_found := day;
            END LOOP;
        END IF;
        day := day + 1;
    END LOOP;
    IF last_found IS NULL AND until = 'infinity' THEN
        RAISE EXCEPTION 'cron: "%" never comes', expression USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;
COMMENT ON FUNCTION cron_runs IS 'The instants in a span at which a cron expression (five fields, UTC, as pg_cron reads it) runs, up to so many and no more than 1500; a day has 1440 minutes. Raises an exception that says what is wrong with it.';

CREATE FUNCTION cron_next_run(expression text, after timestamptz DEFAULT now()) RETURNS timestamptz
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT run FROM cron_runs(expression, after, at_most => 1) AS run);
COMMENT ON FUNCTION cron_next_run IS 'When a cron expression runs next, as cron_runs() reads it.';

CREATE FUNCTION pg_cron_is_usable() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AND has_schema_privilege('cron', 'USAGE');
$$;
COMMENT ON FUNCTION pg_cron_is_usable() IS 'Whether pg_cron is installed in this database and the owner of Tidemark may use it.';

CREATE PROCEDURE keep_cron_job()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    settings refresh_settings;
BEGIN
    IF NOT pg_cron_is_usable() THEN
        RETURN;
    END IF;
    SELECT * INTO settings FROM refresh_settings;
    IF settings.strategy = 'CRON' AND settings.paused_at IS NULL THEN
        -- A job that somebody switched off stays so when it is scheduled again; a new one is on.
        IF EXISTS (SELECT FROM cron.job WHERE jobname = 'refresh-analytics' AND username = current_user AND NOT active) THEN
            PERFORM cron.unschedule('refresh-analytics');
        END IF;
        PERFORM cron.schedule('refresh-analytics', settings.cron, 'SELECT refresh_analytics_views();');
    ELSIF EXISTS (SELECT FROM cron.job WHERE jobname = 'refresh-analytics' AND username = current_user) THEN
        PERFORM cron.unschedule('refresh-analytics');
    END IF;
END
$$;
COMMENT ON PROCEDURE keep_cron_job IS 'Where pg_cron is, gives it the job "refresh-analytics" under CRON and takes it away otherwise.';

CREATE PROCEDURE switch_hint_triggers(enable boolean)
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

CREATE FUNCTION ${schema}.set_refresh_strategy(strategy text, cron text DEFAULT NULL, max_age_minutes int DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    wanted constant text := upper(trim(set_refresh_strategy.strategy) COLLATE "C");
    before refresh_settings;
    after refresh_settings;
    hint_triggers constant "char"[] := ARRAY(
        SELECT tgenabled FROM pg_trigger
        WHERE tgrelid = '${schema}.api_usage'::regclass AND tgfoid = '${schema}.trigger_refresh_analytics_views'::regproc);
BEGIN
    IF wanted IS NULL OR wanted NOT IN ('TRIGGER', 'CRON', 'HYBRID') THEN
        RAISE EXCEPTION 'there is no refresh strategy %; choose TRIGGER, CRON or HYBRID',
            coalesce(quote_literal(set_refresh_strategy.strategy), 'NULL') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF set_refresh_strategy.max_age_minutes < 1 THEN
        RAISE EXCEPTION 'max_age_minutes is %; at least 1 is needed', set_refresh_strategy.max_age_minutes
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO before FROM refresh_settings FOR UPDATE;
    after := before;
    after.strategy := wanted;
    after.cron := coalesce(trim(set_refresh_strategy.cron), before.cron);
    after.max_age_minutes := coalesce(set_refresh_strategy.max_age_minutes, before.max_age_minutes);
    PERFORM cron_next_run(after.cron);

    IF (wanted = 'CRON' AND 'O' = ANY (hint_triggers)) OR (wanted <> 'CRON' AND hint_triggers <> '{O,O}') THEN
        CALL switch_hint_triggers(wanted <> 'CRON');
    END IF;
    UPDATE refresh_settings
    SET strategy = after.strategy, cron = after.cron, max_age_minutes = after.max_age_minutes,
        changed_at = clock_timestamp();
    CALL keep_cron_job();
    INSERT INTO refresh_strategy_change (changed_by, from_strategy, to_strategy, cron, max_age_minutes)
    VALUES (who_asks(), before.strategy, after.strategy, after.cron, after.max_age_minutes);
END
$$;
COMMENT ON FUNCTION ${schema}.set_refresh_strategy IS 'Switches to TRIGGER, CRON or HYBRID; a cron expression or age that is not given stays as it is. Turns the hint triggers on or off and keeps the pg_cron job "refresh-analytics". All or nothing.';

CREATE FUNCTION ${schema}.pause_refresh(reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    UPDATE refresh_settings
    SET paused_at = clock_timestamp(), paused_reason = reason, changed_at = clock_timestamp(), paused_by = who_asks();
    CALL keep_cron_job();
END
$$;
COMMENT ON FUNCTION ${schema}.pause_refresh IS 'Stops refreshing by itself, until resume_refresh(). A refresh by hand works all the same.';

CREATE FUNCTION ${schema}.resume_refresh() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    UPDATE refresh_settings
    SET paused_at = NULL, paused_reason = NULL, paused_by = NULL, changed_at = clock_timestamp();
    CALL keep_cron_job();
END
$$;
COMMENT ON FUNCTION ${schema}.resume_refresh() IS 'Ends a pause.';

CREATE FUNCTION ${schema}.refresh_analytics_if_stale(max_age_minutes int DEFAULT 5) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    oldest constant timestamptz := clock_timestamp() - make_interval(
        mins => coalesce(max_age_minutes, (SELECT s.max_age_minutes FROM refresh_settings s)));
BEGIN
    IF max_age_minutes < 0 THEN
        RAISE EXCEPTION 'max_age_minutes is %; a negative age makes no sense', max_age_minutes
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR look IN 1 .. 2 LOOP
        IF (SELECT as_of FROM analytics_state) BETWEEN oldest AND clock_timestamp() OR NOT analytics_changes_pending() THEN
            RETURN false;
        END IF;
        -- Who refreshes meanwhile may have done what we came for: look once more when it is our turn.
        PERFORM take_refresh_lock();
    END LOOP;
    PERFORM run_refresh('stale', who_asks());
    RETURN true;
END
$$;
COMMENT ON FUNCTION ${schema}.refresh_analytics_if_stale IS 'Refreshes when the views lack something and are true for an instant longer ago than this; NULL takes the age from refresh_settings. True when this call refreshed, and not another that it waited for.';

CREATE FUNCTION record_refresh_failure(reason text, started_by text, started_at timestamptz, error text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO refresh_run (started_at, finished_at, reason, started_by, error)
    VALUES (started_at, clock_timestamp(), reason, started_by, left(error, 2000));
    SELECT pg_notify('${installation}_refreshed', '');
$$;
COMMENT ON FUNCTION record_refresh_failure IS 'Adds a failed refresh to the history, from outside its own transaction, which left nothing behind.';

CREATE FUNCTION prune_refresh_history(full_days int DEFAULT 30) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    WITH runs AS (
        DELETE FROM refresh_run
        WHERE started_at < now() - make_interval(days => full_days)
            AND id NOT IN (
                SELECT DISTINCT ON (date_trunc('hour', started_at)) id
                FROM refresh_run
                WHERE started_at < now() - make_interval(days => full_days)
                ORDER BY date_trunc('hour', started_at), error NULLS LAST, id DESC)
        RETURNING id
    ),
    reports AS (
        DELETE FROM ${schema}.analytics_reports
        WHERE report_type = 'view_refresh' AND generated_at < now() - make_interval(days => full_days)
            AND generated_at NOT IN (
                SELECT max(generated_at)
                FROM ${schema}.analytics_reports
                WHERE report_type = 'view_refresh' AND generated_at < now() - make_interval(days => full_days)
                GROUP BY date_trunc('hour', generated_at))
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM reports);
$$;
COMMENT ON FUNCTION prune_refresh_history IS 'Keeps the runs of the last days in full and one an hour of those before, a failed one rather than another. Returns how many rows went.';
