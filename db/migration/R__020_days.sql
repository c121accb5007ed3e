-- What a day and an hour are, in the time zone of the reports.

-- The arithmetic of a refresh: add what changed to the rollups, derive one grain from another, keep maxima exact.

CREATE OR REPLACE FUNCTION midnight(day date, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN day::timestamp AT TIME ZONE zone;
COMMENT ON FUNCTION midnight IS 'The instant at which this day begins in this time zone.';

CREATE OR REPLACE FUNCTION whole_hours(spans tstzmultirange, zone text) RETURNS tstzmultirange
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT coalesce(range_agg(tstzrange(
            date_bin('1 hour', nullif(lower(span), '-infinity'), midnight('2000-01-03', zone)),
            date_bin('1 hour', nullif(upper(span), 'infinity') + interval '1 hour' - interval '1 microsecond',
                midnight('2000-01-03', zone)))), '{}')
    FROM unnest(spans) AS span;
$$;
COMMENT ON FUNCTION whole_hours IS 'The hours of this zone that these spans touch. Months begin at an hour of UTC, which in some zones is amid one.';

CREATE OR REPLACE FUNCTION day_of_cell(relation text, cell jsonb) RETURNS date
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN relation = 'mv_daily_metrics' THEN (cell ->> 0)::date
        WHEN relation IN ('usage_rollup', 'usage_rollup_user') AND cell ->> 1 <> '-infinity'
            THEN ((cell ->> 1)::timestamptz AT TIME ZONE reporting_zone)::date
    END
    FROM analytics_state;
$$;
COMMENT ON FUNCTION day_of_cell IS 'The day of a cell that verify_analytics_views() names; NULL for one that spans the 30 days of the views.';
