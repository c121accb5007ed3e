-- What open pages need of the database.

CREATE FUNCTION audience_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} audience', 0);
COMMENT ON FUNCTION audience_lock() IS 'Key of the advisory lock that each node with an open page holds as shared, so that under HYBRID all nodes know that somebody watches.';

CREATE FUNCTION announce_audience() RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    -- Where another role keeps that lock from us, nobody is seen to watch: HYBRID is then as fresh as without pages.
    SELECT pg_try_advisory_lock_shared(audience_lock());
    SELECT pg_notify('${installation}_settings', 'audience');
$$;
COMMENT ON FUNCTION announce_audience() IS 'Tells every node that somebody watches on this one, until the session ends.';

CREATE TABLE refresh_delivery (
    run_id       bigint NOT NULL REFERENCES refresh_run ON DELETE CASCADE,
    node         text NOT NULL,
    pages        int NOT NULL,
    delivered_at timestamptz NOT NULL,
    PRIMARY KEY (run_id, node)
);
COMMENT ON TABLE refresh_delivery IS 'When the figures of a refresh had been pushed to all pages that a node had open.';
COMMENT ON COLUMN refresh_delivery.node IS 'As refresh_run.started_by names nodes of the application.';
COMMENT ON COLUMN refresh_delivery.pages IS 'How many pages the node had open when the refresh was done.';
COMMENT ON COLUMN refresh_delivery.delivered_at IS 'When the last of them had been sent the figures. Nodes write some seconds later, many rows at once.';

CREATE VIEW ${schema}.analytics_lag_status AS
WITH in_force AS (
    SELECT to_strategy AS strategy, changed_at AS since, lead(changed_at, 1, 'infinity') OVER (ORDER BY id) AS until
    FROM refresh_strategy_change
    UNION ALL
    SELECT coalesce(first.from_strategy, settings.strategy), '-infinity', coalesce(first.changed_at, 'infinity')
    FROM refresh_settings settings
    LEFT JOIN (SELECT * FROM refresh_strategy_change ORDER BY id LIMIT 1) AS first ON true
), lag AS (
    SELECT in_force.strategy,
        milliseconds(run.last_arrival_at, run.finished_at) AS visible_ms,
        milliseconds(run.last_arrival_at, delivery.delivered_at) AS delivered_ms,
        milliseconds(run.first_arrival_at, run.finished_at) AS waited_ms
    FROM in_force
    JOIN refresh_run run ON run.started_at >= greatest(in_force.since, now() - interval '24 hours')
        AND run.started_at < in_force.until
        AND run.last_arrival_at IS NOT NULL
        -- A rebuild takes in calls that arrived long ago.
        AND run.reason <> 'rebuild'
    LEFT JOIN LATERAL (
        SELECT max(d.delivered_at) AS delivered_at FROM refresh_delivery d WHERE d.run_id = run.id
    ) AS delivery ON true
)
SELECT strategy,
    refreshes,
    deliveries,
    visible[1] AS visible_p50_ms, visible[2] AS visible_p95_ms, visible[3] AS visible_p99_ms,
    delivered[1] AS delivered_p50_ms, delivered[2] AS delivered_p95_ms, delivered[3] AS delivered_p99_ms,
    waited[1] AS waited_p50_ms, waited[2] AS waited_p95_ms, waited[3] AS waited_p99_ms
FROM (
    SELECT strategy, count(*) AS refreshes, count(delivered_ms) AS deliveries,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY visible_ms) AS visible,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY delivered_ms) AS delivered,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY waited_ms) AS waited
    FROM lag
    GROUP BY strategy
) AS percentiles;
COMMENT ON VIEW ${schema}.analytics_lag_status IS 'How long calls took to show in the last 24 hours, by the strategy then in force: p50, p95 and p99 over the refreshes that took in calls.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.visible_p50_ms IS 'From the commit of the newest call that a refresh took in (or its arrival, where track_commit_timestamp is off) to the views.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.delivered_p50_ms IS 'From there to the last open page of the slowest node; NULL where no page was open.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.waited_p50_ms IS 'From the arrival of the oldest call that a refresh took in to the views: the longest that any call waited.';
