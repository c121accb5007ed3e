package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.instant;
import static io.tidemark.analytics.Parameters.timestamp;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out what a {@link Range} comes to at a certain instant. When a day and an hour begin is for the database to say,
 * which counted the calls by it: rules of time zones reckoned with here could be of another year.
 */
final class ReadPeriod {

    private static final int DAYS_SHOWN_BY_HOUR = 3;
    private static final Duration DAY = Duration.ofHours(24);

    private final JdbcClient jdbc;

    ReadPeriod(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The hour that is filling, and its day. */
    private record Now(LocalDate today, Instant hour, Instant hourEnds) {
        private static Now from(ResultSet row, int number) throws SQLException {
            return new Now(row.getObject("today", LocalDate.class), instant(row, "hour"), instant(row, "hour_ends"));
        }
    }

    Period period(Range range, Instant asOf, ZoneId zone) {
        var now = jdbc.sql("""
                        SELECT day_of(at, zone) AS today, start_of_hour(at, zone) AS hour, end_of_hour(at, zone) AS hour_ends
                        FROM (VALUES (:at::timestamptz, :zone)) AS asked (at, zone)
                        """)
                .param("at", timestamp(asOf))
                .param("zone", zone.getId())
                .query(Now::from)
                .single();
        return range.kind() == Range.Kind.LAST_24_HOURS ? lastHours(now, zone) : days(range, now, zone);
    }

    private Period lastHours(Now now, ZoneId zone) {
        var slots = hours(now.hour().minus(23, ChronoUnit.HOURS), now.hourEnds(), zone);
        var first = slots.getFirst();
        return new Period(
                Grain.HOUR,
                zone,
                first.day(),
                now.today(),
                now.today(),
                slots,
                first.start(),
                now.hourEnds(),
                now.hour(),
                now.hour(),
                hourOf(first.start().minus(DAY), zone),
                hourOf(now.hour().minus(DAY), zone),
                null);
    }

    private Period days(Range range, Now now, ZoneId zone) {
        var first = range.firstDay(now.today());
        var last = range.lastDay(now.today());
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days <= 0) {
            return inTheFuture(first, now.today(), zone);
        }
        var bounds = bounds(first, last, days, now.hour(), zone);
        var grain = days <= DAYS_SHOWN_BY_HOUR ? Grain.HOUR : Grain.DAY;
        boolean filling = last.equals(now.today());
        // Hours that have not begun are not shown: as zeros they would look like an outage.
        var end = filling && grain == Grain.HOUR ? now.hourEnds() : bounds.end();
        var slots = grain == Grain.HOUR ? hours(bounds.start(), end, zone) : slotsOfDays(first, last, zone);
        return new Period(
                grain,
                zone,
                first,
                last,
                now.today(),
                slots,
                bounds.start(),
                end,
                filling ? (grain == Grain.HOUR ? now.hour() : bounds.lastStart()) : null,
                filling ? now.hour() : bounds.end(),
                bounds.previousStart(),
                filling ? bounds.sameHour() : bounds.start(),
                filling ? bounds.previousLast() : null);
    }

    private Period inTheFuture(LocalDate first, LocalDate today, ZoneId zone) {
        var start = jdbc.sql("SELECT midnight(:first, :zone)")
                .param("first", first)
                .param("zone", zone.getId())
                .query((row, _) -> instant(row, "midnight"))
                .single();
        return new Period(
                Grain.HOUR,
                zone,
                first,
                first.minusDays(1),
                today,
                List.of(),
                start,
                start,
                null,
                start,
                start,
                start,
                null);
    }

    /**
     * Where days begin and end.
     *
     * @param lastStart where the last day begins
     * @param previousLast the last day of the period before
     * @param sameHour the hour of that day that the clock called as it calls the one that is filling
     */
    private record Bounds(
            Instant start,
            Instant lastStart,
            Instant end,
            Instant previousStart,
            Period.Day previousLast,
            Instant sameHour) {

        private static Bounds from(ResultSet row, int number) throws SQLException {
            return new Bounds(
                    instant(row, "starts_at"),
                    instant(row, "last_starts_at"),
                    instant(row, "ends_at"),
                    instant(row, "previous_starts_at"),
                    new Period.Day(instant(row, "previous_last_starts_at"), instant(row, "previous_last_ends_at")),
                    instant(row, "same_hour"));
        }
    }

    private Bounds bounds(LocalDate first, LocalDate last, long days, Instant hour, ZoneId zone) {
        return jdbc.sql("""
                        SELECT
                            midnight(first, zone) AS starts_at,
                            midnight(last, zone) AS last_starts_at,
                            midnight(last + 1, zone) AS ends_at,
                            midnight(first - days, zone) AS previous_starts_at,
                            previous.starts_at AS previous_last_starts_at,
                            previous.ends_at AS previous_last_ends_at,
                            greatest(previous.starts_at, start_of_hour(least(
                                (last - days + (hour AT TIME ZONE zone)::time) AT TIME ZONE zone,
                                previous.ends_at - interval '1 microsecond'), zone)) AS same_hour
                        FROM (VALUES (:first::date, :last::date, :days::int, :hour::timestamptz, :zone))
                            AS asked (first, last, days, hour, zone)
                        CROSS JOIN LATERAL (
                            SELECT midnight(last - days, zone) AS starts_at, midnight(last - days + 1, zone) AS ends_at
                        ) AS previous
                        """)
                .param("first", first)
                .param("last", last)
                .param("days", days)
                .param("hour", timestamp(hour))
                .param("zone", zone.getId())
                .query(Bounds::from)
                .single();
    }

    private List<Slot> slotsOfDays(LocalDate first, LocalDate last, ZoneId zone) {
        return jdbc.sql("SELECT day, starts_at, true AS begins_day FROM days_between(:first, :last, :zone)")
                .param("first", first)
                .param("last", last)
                .param("zone", zone.getId())
                .query(Slot::from)
                .list();
    }

    /** The hours from the one that an instant belongs to. */
    private List<Slot> hours(Instant since, Instant until, ZoneId zone) {
        return jdbc.sql("""
                        SELECT day, starts_at, starts_at = midnight(day, :zone) AS begins_day
                        FROM hours_between(start_of_hour(:since, :zone), :until, :zone)
                        """)
                .param("since", timestamp(since))
                .param("until", timestamp(until))
                .param("zone", zone.getId())
                .query(Slot::from)
                .list();
    }

    private Instant hourOf(Instant instant, ZoneId zone) {
        return jdbc.sql("SELECT start_of_hour(:at, :zone)")
                .param("at", timestamp(instant))
                .param("zone", zone.getId())
                .query((row, _) -> instant(row, "start_of_hour"))
                .single();
    }
}
