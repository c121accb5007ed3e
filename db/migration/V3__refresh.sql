-- When the views are refreshed, and what was done about it: the strategy, deliveries, verifications, measurements.

CREATE TABLE refresh_settings (
    only_row        boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    strategy        text NOT NULL DEFAULT 'TRIGGER' CHECK (strategy IN ('TRIGGER', 'CRON', 'HYBRID')),
    cron            text NOT NULL DEFAULT '*/5 * * * *' CHECK (length(cron) <= 400),
    max_age_minutes int NOT NULL DEFAULT 5 CHECK (max_age_minutes > 0),
    max_share       double precision NOT NULL DEFAULT 0.35 CHECK (max_share > 0 AND max_share <= 1),
    paused_at       timestamptz,
    paused_by       text CHECK (length(paused_by) <= 400),
    paused_reason   text CHECK (length(paused_reason) <= 1000),
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
    changed_by    text NOT NULL CHECK (length(changed_by) <= 400),
    from_strategy text NOT NULL CHECK (length(from_strategy) <= 10),
    to_strategy   text NOT NULL CHECK (length(to_strategy) <= 10),
    cron          text NOT NULL CHECK (length(cron) <= 400),
    max_age_minutes int NOT NULL
);
COMMENT ON TABLE refresh_strategy_change IS 'Who switched the strategy, or its schedule or age, when, from what, to what.';

-- The hint. A notification in every transaction makes commits queue behind one lock of the whole database, so only
-- the transaction that gets the gate's lock sends one, and the refresher holds that lock while it is awake.
CREATE SEQUENCE refresh_hint;
COMMENT ON SEQUENCE refresh_hint IS 'Numbers the hints, so that it can be seen how many were sent.';

CREATE TABLE refresh_delivery (
    run_id       bigint NOT NULL REFERENCES refresh_run ON DELETE CASCADE,
    node         text NOT NULL CHECK (length(node) <= 400),
    pages        int NOT NULL,
    delivered_at timestamptz NOT NULL,
    PRIMARY KEY (run_id, node)
);
COMMENT ON TABLE refresh_delivery IS 'When the figures of a refresh had been pushed to all pages that a node had open.';
COMMENT ON COLUMN refresh_delivery.node IS 'As refresh_run.started_by names nodes of the application.';
COMMENT ON COLUMN refresh_delivery.pages IS 'How many pages the node had open when the refresh was done.';
COMMENT ON COLUMN refresh_delivery.delivered_at IS 'When the last of them had been sent the figures. Nodes write some seconds later, many rows at once.';
COMMENT ON COLUMN refresh_run.reason IS 'Why it ran: hint, check, cron, stale, manual, import, rebuild, repair, recount (changes may have gone unrecorded).';
-- What the page looks for among very many runs.
CREATE INDEX refresh_run_failed ON refresh_run (id) WHERE error IS NOT NULL;
CREATE INDEX refresh_run_by_hand ON refresh_run (id)
    WHERE reason IN ('manual', 'rebuild', 'repair', 'import', 'undo import');

CREATE TABLE analytics_verification (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_by  text NOT NULL CHECK (length(started_by) <= 400),
    as_of       timestamptz,
    calls       bigint NOT NULL,
    differing   bigint NOT NULL,
    days        date[] NOT NULL,
    cells       jsonb NOT NULL DEFAULT '[]'
);
COMMENT ON TABLE analytics_verification IS 'One row for each verification on the admin page that ran to its end.';
COMMENT ON COLUMN analytics_verification.as_of IS 'The instant whose figures were recounted.';
COMMENT ON COLUMN analytics_verification.calls IS 'About how many calls were recounted; tells how long the next one takes.';
COMMENT ON COLUMN analytics_verification.differing IS 'Cells that differed from the recount; 0 when views and source agree.';
COMMENT ON COLUMN analytics_verification.days IS 'The days to repair.';
COMMENT ON COLUMN analytics_verification.cells IS 'The first of those cells, as verify_analytics_views() names them, each with its day.';

CREATE TABLE strategy_measurement (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measured_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    measured_by          text NOT NULL CHECK (length(measured_by) <= 400),
    inserts              int NOT NULL,
    insert_us            double precision NOT NULL,
    insert_gated_us      double precision NOT NULL,
    insert_hinting_us    double precision NOT NULL,
    refresh_ms           double precision NOT NULL,
    refresh_rows         bigint NOT NULL,
    refresh_wal_bytes    bigint NOT NULL,
    refresh_catalog_rows bigint NOT NULL
);
COMMENT ON TABLE strategy_measurement IS 'What inserts and a refresh cost here, measured on the admin page before a switch.';
COMMENT ON COLUMN strategy_measurement.inserts IS 'Transactions measured of each kind.';
COMMENT ON COLUMN strategy_measurement.insert_us IS 'Microseconds of a transaction that inserts one call, with its commit, without a hint trigger: the median.';
COMMENT ON COLUMN strategy_measurement.insert_gated_us IS 'The same with the hint trigger while the gate is closed, as it is while the refresher is awake.';
COMMENT ON COLUMN strategy_measurement.insert_hinting_us IS 'The same with the hint trigger when it sends a hint, as for a call after a pause.';
COMMENT ON COLUMN strategy_measurement.refresh_ms IS 'Milliseconds of one refresh of all four views, rolled back.';
COMMENT ON COLUMN strategy_measurement.refresh_rows IS 'Calls that waited for that refresh.';
COMMENT ON COLUMN strategy_measurement.refresh_wal_bytes IS 'Write-ahead log of that refresh.';
COMMENT ON COLUMN strategy_measurement.refresh_catalog_rows IS 'Catalog rows that it wrote and left behind dead.';
