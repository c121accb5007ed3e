-- The history of refreshes.

CREATE OR REPLACE FUNCTION record_refresh_failure(reason text, started_by text, started_at timestamptz, error text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO refresh_run (started_at, finished_at, reason, started_by, error)
    VALUES (started_at, clock_timestamp(), reason, started_by, left(error, 2000));
    SELECT tell_nodes('refreshed', '');
$$;
COMMENT ON FUNCTION record_refresh_failure IS 'Adds a failed refresh to the history, from outside its own transaction, which left nothing behind.';

CREATE OR REPLACE FUNCTION prune_refresh_history(full_days int DEFAULT 30) RETURNS bigint
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
    SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM reports) + prune_cron_runs(full_days);
$$;
COMMENT ON FUNCTION prune_refresh_history IS 'Keeps the runs of the last days in full and one an hour of those before, a failed one rather than another; of the runs that pg_cron keeps of our job, those of the last days. Returns how many rows went.';
