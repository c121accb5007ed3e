-- Whether the views lack anything.

-- The refresh itself. The application, pg_cron, psql and the button all end up here.

CREATE OR REPLACE FUNCTION analytics_changes_pending() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
-- Planned once a session, for the index on tx: a plan for so many partitions takes longer than the look itself.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
    state analytics_state;
    settings ${schema}.analytics_settings;
    now_committed constant pg_snapshot := committed_snapshot();
BEGIN
    SELECT * INTO state FROM analytics_state;
    SELECT * INTO settings FROM ${schema}.analytics_settings;
    RETURN state.snapshot IS NULL
        OR state.system_identifier <> (SELECT system_identifier FROM pg_control_system())
        OR greatest(state.as_of, state.checked_at) > clock_timestamp()
        OR state.reporting_zone <> settings.reporting_zone
        OR state.success_statuses IS DISTINCT FROM settings.success_statuses
        OR CASE WHEN zone_is_known(settings.reporting_zone)
            THEN state.window_end <> day_of(now(), settings.reporting_zone) ELSE true END
        OR EXISTS (SELECT FROM api_usage_stale_range)
        OR EXISTS (SELECT FROM api_usage_missing_partition WHERE detached_at IS NULL)
        OR EXISTS (SELECT FROM new_partition)
        OR EXISTS (
            SELECT FROM api_usage_change WHERE pg_visible_in_snapshot(logged_tx, now_committed))
        OR EXISTS (
            SELECT FROM usage_calls()
            WHERE tx >= pg_snapshot_xmax(state.snapshot) AND pg_visible_in_snapshot(tx, now_committed))
        OR EXISTS (
            SELECT FROM usage_calls()
            WHERE tx = ANY (ARRAY(SELECT ended_transactions(state.snapshot, now_committed))));
EXCEPTION WHEN undefined_column THEN
    RETURN true; -- somebody dropped or renamed tx: the refresh says so
END
$$;
COMMENT ON FUNCTION analytics_changes_pending() IS 'Whether the views lack anything: a committed change, a day that began, a changed time zone, other statuses that count as success, another cluster after a restore, an instant that has not come yet because the clock was set back. Cheap enough to ask every second.';

CREATE OR REPLACE FUNCTION analytics_pending_calls(up_to int DEFAULT 10000) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
    counted constant pg_snapshot := (SELECT coalesce(snapshot, '3:3:') FROM analytics_state);
    now_committed constant pg_snapshot := committed_snapshot();
BEGIN
    RETURN (
        SELECT count(*)
        FROM (
            SELECT tx FROM usage_calls()
            WHERE tx >= pg_snapshot_xmax(counted) AND pg_visible_in_snapshot(tx, now_committed)
            UNION ALL
            SELECT tx FROM usage_calls()
            WHERE tx = ANY (ARRAY(SELECT ended_transactions(counted, now_committed)))
            LIMIT up_to
        ) AS new_calls);
EXCEPTION WHEN undefined_column THEN
    RETURN 0;
END
$$;
COMMENT ON FUNCTION analytics_pending_calls IS 'How many committed calls the last refresh has not counted; counts no further than up_to.';

CREATE OR REPLACE FUNCTION check_analytics_changes() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    looked_at constant timestamptz := statement_timestamp();
BEGIN
    IF analytics_changes_pending() THEN
        RETURN true;
    END IF;
    UPDATE analytics_state
    SET checked_at = looked_at
    WHERE only_row IN (
        SELECT only_row
        FROM analytics_state
        WHERE checked_at IS NULL OR checked_at < looked_at - interval '10 seconds'
        FOR UPDATE SKIP LOCKED);
    RETURN false;
END
$$;
COMMENT ON FUNCTION check_analytics_changes() IS 'analytics_changes_pending() that leaves a note when nothing is: what the application asks every second.';
