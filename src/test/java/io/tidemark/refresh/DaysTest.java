package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a day and an hour are, in every zone and around every change of its clock from 1970 to 2037, held against what
 * PostgreSQL says the clock shows at an instant. Java only names the days to look at: its time zones may be of another
 * year than PostgreSQL's.
 */
class DaysTest {

    private static final Instant UNTIL = Instant.parse("2038-01-01T00:00:00Z");
    private static final TestDatabase EMBEDDED = TestDatabase.create();
    private static final DebianPostgres DEBIAN = DebianPostgres.start();

    static List<JdbcClient> servers() {
        return List.of(EMBEDDED.client(), DEBIAN.client());
    }

    @BeforeAll
    static void daysToLookAt() {
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(DEBIAN.url(), "tidemark", "")
                .load()
                .migrate();
        servers().forEach(DaysTest::daysToLookAt);
    }

    @AfterAll
    static void dropDatabases() {
        EMBEDDED.close();
        DEBIAN.close();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyNameOfAZoneIsLookedAtAndEveryChangeOfItsClock(JdbcClient jdbc) {
        assertThat(jdbc.sql("SELECT count(DISTINCT zone) FROM look")
                        .query(Long.class)
                        .single())
                .isGreaterThan(550);
        assertThat(jdbc.sql("SELECT count(*) FROM look WHERE ends_at - starts_at <> interval '24 hours'")
                        .query(Long.class)
                        .single())
                .isGreaterThan(25_000);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aDayBeginsAtTheFirstInstantThatShowsItsDateOrALaterOne(JdbcClient jdbc) {
        assertThat(wrong(jdbc, """
                SELECT zone, day, starts_at FROM look
                WHERE (starts_at AT TIME ZONE zone)::date < day
                    OR ((starts_at - interval '1 microsecond') AT TIME ZONE zone)::date >= day
                    OR EXISTS (
                        SELECT FROM generate_series(1, 40) AS n
                        WHERE ((starts_at - n * interval '15 minutes') AT TIME ZONE zone)::date >= day)""")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aDayEndsWhereTheNextBeginsAndOnlyOneThatNoClockShowedIsEmpty(JdbcClient jdbc) {
        assertThat(wrong(jdbc, """
                SELECT zone, day, starts_at, ends_at FROM look
                WHERE ends_at < starts_at OR ends_at > starts_at + interval '32 hours'
                    OR (ends_at = starts_at) <> ((starts_at AT TIME ZONE zone)::date > day)""")).isEmpty();
        assertThat(jdbc.sql("SELECT DISTINCT zone || ' ' || day FROM look WHERE ends_at = starts_at")
                        .query(String.class)
                        .list())
                .contains("Pacific/Apia 2011-12-30", "Pacific/Kwajalein 1993-08-21", "Pacific/Kiritimati 1994-12-31");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyInstantBelongsToTheDayThatHasBegunAndNotEnded(JdbcClient jdbc) {
        assertThat(wrong(jdbc, """
                SELECT zone, day, starts_at, ends_at FROM look
                WHERE starts_at < ends_at
                    AND (day_of(starts_at, zone) <> day OR day_of(ends_at - interval '1 microsecond', zone) <> day)""")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void hoursNestInDays(JdbcClient jdbc) {
        assertThat(wrong(jdbc, """
                WITH odd AS (
                    SELECT DISTINCT ON (day, starts_at, ends_at) * FROM look
                    WHERE ends_at - starts_at NOT IN ('0', '24 hours')
                ),
                hours AS (
                    SELECT odd.*, hour.starts_at AS hour_starts, hour.ends_at AS hour_ends, hour.day AS of_day,
                        lag(hour.ends_at, 1, odd.starts_at) OVER (PARTITION BY zone, odd.day ORDER BY hour.starts_at) AS before,
                        lead(hour.starts_at, 1, odd.ends_at) OVER (PARTITION BY zone, odd.day ORDER BY hour.starts_at) AS after
                    FROM odd
                    CROSS JOIN LATERAL hours_between(starts_at, ends_at, zone) AS hour
                )
                SELECT * FROM hours
                WHERE hour_starts <> before OR hour_ends <> after OR of_day <> day OR hour_starts >= hour_ends
                    OR hour_ends - hour_starts <> least(interval '1 hour', ends_at - hour_starts)""")).isEmpty();
        assertThat(wrong(jdbc, """
                WITH instants AS (
                    SELECT zone, starts_at, ends_at, least(starts_at + minutes * interval '1 minute', ends_at - interval '1 second') AS at
                    FROM (
                        SELECT DISTINCT ON (day, starts_at, ends_at) * FROM look
                        WHERE ends_at - starts_at NOT IN ('0', '24 hours')
                    ) AS odd, unnest('{0,59,125,1500}'::int[]) AS minutes
                ),
                hours AS (
                    SELECT *, start_of_hour(at, zone) AS hour_starts, end_of_hour(at, zone) AS hour_ends FROM instants
                )
                SELECT * FROM hours
                WHERE hour_starts > at OR hour_ends <= at OR hour_starts < starts_at OR hour_ends > ends_at
                    OR extract(epoch FROM hour_starts - starts_at)::numeric % 3600 <> 0""")).isEmpty();
    }

    private static List<Map<String, Object>> wrong(JdbcClient jdbc, String query) {
        return jdbc.sql(query + " LIMIT 10").query().listOfRows();
    }

    private static void daysToLookAt(JdbcClient jdbc) {
        var zones = new ArrayList<String>();
        var days = new ArrayList<String>();
        jdbc.sql("SELECT name FROM pg_timezone_names WHERE zone_is_usable(name)")
                .query(String.class)
                .list()
                .forEach(zone -> interesting(ZoneId.of(zone).getRules()).forEach(day -> {
                    zones.add(zone);
                    days.add(day.toString());
                }));
        jdbc.sql("""
                        CREATE TABLE look AS
                        SELECT zone, day, midnight(day, zone) AS starts_at, midnight(day + 1, zone) AS ends_at
                        FROM unnest(:zones::text[], :days::date[]) AS look (zone, day)""")
                .param("zones", zones.toArray(String[]::new))
                .param("days", days.toArray(String[]::new))
                .update();
        jdbc.sql("ANALYZE look").update();
    }

    /** The days around each change of the clock, and some on which nothing happens. */
    private static TreeSet<LocalDate> interesting(ZoneRules rules) {
        var days = new TreeSet<LocalDate>();
        for (int year = 1970; year < 2038; year++) {
            days.add(LocalDate.of(year, 1 + year % 12, 1 + year % 28));
        }
        var change = rules.nextTransition(Instant.EPOCH);
        while (change != null && change.getInstant().isBefore(UNTIL)) {
            var before = change.getDateTimeBefore().toLocalDate();
            var after = change.getDateTimeAfter().toLocalDate();
            var first = before.isBefore(after) ? before : after;
            var last = before.isBefore(after) ? after : before;
            first.minusDays(1).datesUntil(last.plusDays(2)).forEach(days::add);
            change = rules.nextTransition(change.getInstant());
        }
        return days;
    }
}
