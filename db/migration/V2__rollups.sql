-- What a refresh keeps: the rollups that the views and the pages read, and the logs it works from.

CREATE TABLE usage_rollup (
    grain                 text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day', 'day_total', 'provider', 'model')),
    bucket                timestamptz NOT NULL,
    service_type          text COLLATE "C" NOT NULL,
    provider              text COLLATE "C" NOT NULL,
    model                 text COLLATE "C" NOT NULL,
    calls                 bigint NOT NULL,
    errors                bigint NOT NULL,
    active_users          bigint NOT NULL,
    prompt_tokens         bigint NOT NULL,
    cache_read_tokens     bigint NOT NULL,
    cache_creation_tokens bigint NOT NULL,
    completion_tokens     bigint NOT NULL,
    reasoning_tokens      bigint NOT NULL,
    total_cost            numeric NOT NULL,
    unpriced_calls        bigint NOT NULL,
    priced_tokens         bigint NOT NULL,
    latency_calls         bigint NOT NULL,
    latency_sum_ms        numeric NOT NULL,
    p50_latency_ms        double precision,
    p95_latency_ms        double precision,
    p99_latency_ms        double precision,
    latency_bins          smallint[] NOT NULL,
    latency_bin_calls     bigint[] NOT NULL,
    last_used_at          timestamptz,
    PRIMARY KEY (grain, bucket, service_type, provider, model)
) WITH (fillfactor = 70);
COMMENT ON TABLE usage_rollup IS 'Sums of api_usage as of the last refresh, one row a cell. Grains: hour and day (each by service, provider and model), day_total (by day alone), provider and model (over the 30 days of the views). A dimension that a grain does not tell apart is the empty string.';
COMMENT ON COLUMN usage_rollup.bucket IS 'Start of the hour, or midnight of the reporting zone; -infinity for the grains over the 30 days.';
COMMENT ON COLUMN usage_rollup.errors IS 'Calls whose status is not ''success''.';
COMMENT ON COLUMN usage_rollup.active_users IS 'Distinct users of the cell, kept by usage_rollup_user; 0 for grain provider.';
COMMENT ON COLUMN usage_rollup.total_cost IS 'Sum over the calls that have a price; the others are unpriced_calls.';
COMMENT ON COLUMN usage_rollup.priced_tokens IS 'Prompt and completion tokens of the calls that have a price: what total_cost was paid for.';
COMMENT ON COLUMN usage_rollup.latency_calls IS 'Calls that have a latency.';
COMMENT ON COLUMN usage_rollup.p50_latency_ms IS 'What latency_percentiles() says of latency_bins, like the two that follow; kept for grains day_total and provider, whose views show them.';
COMMENT ON COLUMN usage_rollup.latency_bins IS 'Numbers of the logarithmic latency bins that are in use, ascending; see latency_bin().';
COMMENT ON COLUMN usage_rollup.latency_bin_calls IS 'Calls in each of latency_bins.';
COMMENT ON COLUMN usage_rollup.last_used_at IS 'created_at of the newest call; kept for grains hour, day and model.';

CREATE TABLE usage_rollup_user (
    grain        text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day', 'day_total', 'model')),
    bucket       timestamptz NOT NULL,
    service_type text COLLATE "C" NOT NULL,
    provider     text COLLATE "C" NOT NULL,
    model        text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    calls        bigint NOT NULL,
    PRIMARY KEY (grain, bucket, service_type, provider, model, user_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE usage_rollup_user IS 'Calls of each user in each cell of usage_rollup: what keeps distinct users exact when calls are changed or deleted.';

CREATE TABLE analytics_state (
    only_row          boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    snapshot          pg_snapshot,
    system_identifier bigint,
    reporting_zone    text,
    window_start      date,
    window_end        date,
    as_of             timestamptz,
    refreshed_at      timestamptz,
    checked_at        timestamptz
) WITH (fillfactor = 20);
COMMENT ON TABLE analytics_state IS 'What the rollups and the views are true for; one row, written by the refresh in the transaction that makes it so.';
COMMENT ON COLUMN analytics_state.snapshot IS 'The transactions whose calls are counted; NULL before the first refresh.';
COMMENT ON COLUMN analytics_state.system_identifier IS 'The database cluster that the snapshot belongs to: after a dump and restore it is another one.';
COMMENT ON COLUMN analytics_state.reporting_zone IS 'The time zone that the rollups were counted in.';
COMMENT ON COLUMN analytics_state.window_start IS 'First day of the views.';
COMMENT ON COLUMN analytics_state.window_end IS 'Last day of the views: today in the reporting zone at the last refresh.';
COMMENT ON COLUMN analytics_state.as_of IS 'The instant all views are true for: everything committed before it is in them.';
COMMENT ON COLUMN analytics_state.refreshed_at IS 'When the last refresh finished.';
COMMENT ON COLUMN analytics_state.checked_at IS 'When a check last found that the views lack nothing; written every ten seconds at most.';
INSERT INTO analytics_state DEFAULT VALUES;

CREATE TABLE refresh_run (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    reason        text NOT NULL,
    started_by    text NOT NULL,
    as_of         timestamptz,
    rows_taken    bigint,
    first_arrival_at timestamptz,
    last_arrival_at timestamptz,
    views_changed text[] NOT NULL DEFAULT '{}',
    duration_ms   double precision,
    steps         jsonb NOT NULL DEFAULT '{}',
    error         text
);
CREATE INDEX refresh_run_started_at ON refresh_run (started_at);
COMMENT ON TABLE refresh_run IS 'One row for each refresh.';
COMMENT ON COLUMN refresh_run.started_at IS 'When it was asked for; waiting for another refresh comes before as_of.';
COMMENT ON COLUMN refresh_run.reason IS 'Why it ran: hint, check, cron, stale, manual, import, rebuild.';
COMMENT ON COLUMN refresh_run.started_by IS 'Who or what asked for it: a user, a node of the application, a session of psql, pg_cron.';
COMMENT ON COLUMN refresh_run.as_of IS 'The instant it made the views true for; NULL when it failed.';
COMMENT ON COLUMN refresh_run.duration_ms IS 'From as_of to finished_at, in milliseconds.';
COMMENT ON COLUMN refresh_run.steps IS 'Milliseconds of each step: wait (for another refresh), prepare, fold, tidy, and each view.';
COMMENT ON COLUMN refresh_run.error IS 'Why it failed; NULL when it did not.';
COMMENT ON COLUMN refresh_run.rows_taken IS 'Inserted, changed and deleted calls that it took in.';
COMMENT ON COLUMN refresh_run.first_arrival_at IS 'When the first of the new calls that it took in had been inserted; NULL when it took in none.';
COMMENT ON COLUMN refresh_run.last_arrival_at IS 'When the last of them had been committed, where track_commit_timestamp is on; else when it had been inserted.';
COMMENT ON COLUMN refresh_run.views_changed IS 'The materialized views whose rows it changed.';

-- An older installation has the table already, not always with these columns.
CREATE TABLE IF NOT EXISTS analytics_reports ();
ALTER TABLE analytics_reports
    ADD COLUMN IF NOT EXISTS report_type text,
    ADD COLUMN IF NOT EXISTS generated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS data jsonb;
CREATE INDEX IF NOT EXISTS analytics_reports_type_generated_at ON analytics_reports (report_type, generated_at);
COMMENT ON TABLE analytics_reports IS 'One row of report_type ''view_refresh'' for each refresh, as the older system wrote them; refresh_run says more.';
