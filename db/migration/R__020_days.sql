-- What a day and an hour are, in the time zone of the reports: the only place where that is reckoned.
--
-- A day begins at the first instant at which the clock of the zone shows its date, or one after it: at the first of two
-- midnights, at the end of a gap over midnight. A day that a zone left out begins when the next one does, and is empty.
-- Hours are counted from the beginning of the day, and the last one ends with the day.

CREATE OR REPLACE FUNCTION midnight(day date, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    clock constant timestamp := day;
    -- In UTC, as all here: where the clock shows so much, no offset is more than 14 hours ahead or 12 behind.
    before timestamp;
    after timestamp;
    instant timestamp;
BEGIN
    IF NOT isfinite(day) THEN
        RETURN clock AT TIME ZONE 'UTC';
    END IF;
    before := clock - interval '15 hours';
    after := clock + interval '13 hours';
    -- By the offset of before, else by that of after: the first at which the clock shows midnight, if it ever does.
    instant := before + (clock - before AT TIME ZONE 'UTC' AT TIME ZONE zone);
    IF instant AT TIME ZONE 'UTC' AT TIME ZONE zone = clock THEN
        RETURN instant AT TIME ZONE 'UTC';
    END IF;
    instant := after + (clock - after AT TIME ZONE 'UTC' AT TIME ZONE zone);
    IF instant AT TIME ZONE 'UTC' AT TIME ZONE zone = clock THEN
        RETURN instant AT TIME ZONE 'UTC';
    END IF;
    -- The clock jumps over midnight, at a whole second.
    WHILE before + interval '1 second' < after LOOP
        instant := date_trunc('second', before + (after - before) / 2);
        IF instant AT TIME ZONE 'UTC' AT TIME ZONE zone < clock THEN
            before := instant;
        ELSE
            after := instant;
        END IF;
    END LOOP;
    RETURN after AT TIME ZONE 'UTC';
END
$$;
COMMENT ON FUNCTION midnight IS 'The instant at which this day begins in this time zone: the first whose date there is this day or a later one.';

CREATE OR REPLACE FUNCTION day_of(instant timestamptz, zone text) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (instant AT TIME ZONE zone)::date
    -- A clock that is put back over midnight shows the day before once more.
    + CASE WHEN instant >= midnight((instant AT TIME ZONE zone)::date + 1, zone) THEN 1 ELSE 0 END;
COMMENT ON FUNCTION day_of IS 'The day of this time zone that an instant belongs to: the one that has begun and not ended.';

CREATE OR REPLACE FUNCTION end_of_day(instant timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN midnight(day_of(instant, zone) + 1, zone);
COMMENT ON FUNCTION end_of_day IS 'The instant at which the next day begins.';

CREATE OR REPLACE FUNCTION start_of_hour(instant timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN isfinite(instant) THEN date_bin('1 hour', instant, midnight(day_of(instant, zone), zone)) ELSE instant END;
COMMENT ON FUNCTION start_of_hour IS 'The instant at which the hour began that an instant belongs to.';

CREATE OR REPLACE FUNCTION end_of_hour(instant timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN least(start_of_hour(instant, zone) + interval '1 hour', end_of_day(instant, zone));
COMMENT ON FUNCTION end_of_hour IS 'The instant at which the next hour begins.';

CREATE OR REPLACE FUNCTION days_between(first_day date, last_day date, zone text)
RETURNS TABLE (day date, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
    SELECT day, starts_at, ends_at
    FROM (
        SELECT day, starts_at, lead(starts_at) OVER (ORDER BY day) AS ends_at
        FROM (
            SELECT first_day + number AS day, midnight(first_day + number, zone) AS starts_at
            FROM generate_series(0, last_day - first_day + 1) AS number
        ) AS starts
    ) AS days
    WHERE starts_at < ends_at
    ORDER BY day;
END;
COMMENT ON FUNCTION days_between IS 'The days from one to another, both with, each with its beginning and its end; without those that a time zone left out.';

CREATE OR REPLACE FUNCTION hours_between(since timestamptz, until timestamptz, zone text)
RETURNS TABLE (day date, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 24
BEGIN ATOMIC
    SELECT day, hour, least(hour + interval '1 hour', ends_at)
    FROM days_between(day_of(since, zone), day_of(until, zone), zone),
        generate_series(starts_at, ends_at, interval '1 hour') AS hour
    WHERE hour < ends_at AND hour >= since AND hour < until
    ORDER BY hour;
END;
COMMENT ON FUNCTION hours_between IS 'The hours that begin in a span, each with its day, its beginning and its end.';

CREATE OR REPLACE FUNCTION whole_hours(spans tstzmultirange, zone text) RETURNS tstzmultirange
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(range_agg(tstzrange(
            nullif(start_of_hour(lower(span), zone), '-infinity'),
            CASE WHEN start_of_hour(upper(span), zone) < upper(span) THEN end_of_hour(upper(span), zone)
                ELSE nullif(upper(span), 'infinity') END)), '{}')
    FROM unnest(spans) AS span;
END;
COMMENT ON FUNCTION whole_hours IS 'The hours of this zone that these spans touch. Months begin at an hour of UTC, which in some zones is amid one.';

CREATE OR REPLACE FUNCTION day_of_cell(relation text, cell jsonb) RETURNS date
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN relation = 'mv_daily_metrics' THEN (cell ->> 0)::date
        WHEN relation IN ('usage_rollup', 'usage_rollup_user') AND cell ->> 1 <> '-infinity'
            THEN day_of((cell ->> 1)::timestamptz, reporting_zone)
    END
    FROM analytics_state;
$$;
COMMENT ON FUNCTION day_of_cell IS 'The day of a cell that verify_analytics_views() names; NULL for one that spans the 30 days of the views.';
