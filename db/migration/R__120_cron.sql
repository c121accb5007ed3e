-- Cron expressions, and the job that pg_cron has under CRON.

CREATE OR REPLACE FUNCTION cron_field(field text, low int, high int, names text[] DEFAULT '{}') RETURNS int[]
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
        pieces := regexp_match(part, '^(?:([*])|([[:alnum:]_]+)(?:-([[:alnum:]_]+))?)(?:/([0-9]{1,4}))?$');
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

CREATE OR REPLACE FUNCTION cron_number(word text, low int, names text[]) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF word ~ '^[0-9]{1,4}$' THEN
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

CREATE OR REPLACE FUNCTION cron_runs(expression text, after timestamptz, until timestamptz DEFAULT 'infinity', at_most int DEFAULT 5)
RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    fields text[];
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
    IF length(expression) > 400 THEN
        RAISE EXCEPTION 'cron: "%..." has % characters; at most 400 are taken', left(expression, 40), length(expression)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    fields := regexp_split_to_array(trim(expression), '[[:space:]]+');
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

CREATE OR REPLACE FUNCTION cron_next_run(expression text, after timestamptz DEFAULT now()) RETURNS timestamptz
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT run FROM cron_runs(expression, after, at_most => 1) AS run);
COMMENT ON FUNCTION cron_next_run IS 'When a cron expression runs next, as cron_runs() reads it.';

CREATE OR REPLACE FUNCTION pg_cron_is_usable() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AND has_schema_privilege('cron', 'USAGE');
$$;
COMMENT ON FUNCTION pg_cron_is_usable() IS 'Whether pg_cron is installed in this database and the owner of Tidemark may use it.';

CREATE OR REPLACE FUNCTION cron_job_name() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'refresh-analytics' || CASE '${schema}' WHEN 'public' THEN '' ELSE '-${schema}' END;
COMMENT ON FUNCTION cron_job_name() IS 'What the job of pg_cron is called: refresh-analytics, with the schema behind it where that is not public.';

CREATE OR REPLACE FUNCTION cron_job_command() RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        -- Where a session of the owner looks first, unless somebody has it look elsewhere.
        WHEN '${schema}' = 'public' AND NOT EXISTS (
            SELECT
            FROM pg_db_role_setting
            CROSS JOIN unnest(setconfig) AS setting
            WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                AND setrole IN (0, current_user::regrole) AND starts_with(setting, 'search_path='))
            THEN 'SELECT refresh_analytics_views();'
        ELSE 'SELECT ${schema}.refresh_analytics_views();'
    END;
$$;
COMMENT ON FUNCTION cron_job_command() IS 'What the job of pg_cron does, in a session that pg_cron opens for the owner.';

CREATE OR REPLACE PROCEDURE keep_cron_job()
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
        IF EXISTS (SELECT FROM cron.job WHERE jobname = cron_job_name() AND username = current_user AND NOT active) THEN
            PERFORM cron.unschedule(cron_job_name());
        END IF;
        PERFORM cron.schedule(cron_job_name(), settings.cron, cron_job_command());
    ELSIF EXISTS (SELECT FROM cron.job WHERE jobname = cron_job_name() AND username = current_user) THEN
        PERFORM cron.unschedule(cron_job_name());
    END IF;
END
$$;
COMMENT ON PROCEDURE keep_cron_job IS 'Where pg_cron is, gives it its job under CRON and takes it away otherwise.';

CREATE OR REPLACE FUNCTION cron_job_trouble() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET datestyle = 'ISO'
AS $$
DECLARE
    job record;
    run record;
BEGIN
    SELECT * INTO job FROM cron.job WHERE jobname = cron_job_name() AND username = current_user;
    IF NOT FOUND THEN
        RETURN format('pg_cron has no job %s of %s', cron_job_name(), current_user);
    ELSIF NOT job.active THEN
        RETURN format('the pg_cron job %s is switched off', cron_job_name());
    END IF;
    SELECT * INTO run
    FROM cron.job_run_details
    WHERE jobid = job.jobid AND status IN ('succeeded', 'failed')
    ORDER BY runid DESC
    LIMIT 1;
    IF run.status = 'failed' THEN
        RETURN format('the pg_cron job %s failed at %s: %s', cron_job_name(), run.end_time, run.return_message);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cron_job_trouble() IS 'What is wrong with the pg_cron job; NULL when nothing is.';

CREATE OR REPLACE FUNCTION prune_cron_runs(full_days int) RETURNS bigint
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    pruned bigint := 0;
BEGIN
    IF pg_cron_is_usable() AND has_table_privilege('cron.job_run_details', 'DELETE') THEN
        DELETE FROM cron.job_run_details
        WHERE database = current_database() AND username = current_user AND end_time < now() - make_interval(days => full_days)
            AND command IN ('SELECT ${schema}.refresh_analytics_views();',
                CASE '${schema}' WHEN 'public' THEN 'SELECT refresh_analytics_views();' END);
        GET DIAGNOSTICS pruned = ROW_COUNT;
    END IF;
    RETURN pruned;
END
$$;
COMMENT ON FUNCTION prune_cron_runs IS 'Deletes what pg_cron keeps for ever: the runs of our job that are older. Returns how many.';
