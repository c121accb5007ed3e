package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counting where a clock was put forward or back, or stands half an hour off, whatever happens to the calls. */
class OddDaysTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    /** A zone, an instant at which its clock changes or a day begins, and the days around it as people there would say. */
    static Stream<Arguments> oddDays() {
        return Stream.of(
                // No change at all, but another offset in January 2000.
                Arguments.of("Asia/Colombo", "2026-11-20T18:30:00Z", "2026-11-20", "2026-11-21"),
                Arguments.of("Pacific/Norfolk", "2026-11-20T12:00:00Z", "2026-11-20", "2026-11-21"),
                // Two midnights: the day begins at the first, an hour before this.
                Arguments.of("America/Havana", "2026-11-01T05:00:00Z", "2026-11-01", "2026-11-01"),
                // From 00:01 back to 23:01, a minute after the day began.
                Arguments.of("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-07", "2010-11-07"),
                // A day left out, no midnight, half an hour, an hour, a quarter of an hour, 44 minutes and a half.
                Arguments.of("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-29", "2011-12-31"),
                Arguments.of("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-03", "2018-11-04"),
                Arguments.of("Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04", "2026-10-04"),
                Arguments.of("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05", "2026-04-05"),
                Arguments.of("Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25", "2026-10-25"),
                Arguments.of("Asia/Kathmandu", "1985-12-31T18:30:00Z", "1985-12-31", "1986-01-01"),
                Arguments.of("Africa/Monrovia", "1972-01-07T00:44:30Z", "1972-01-06", "1972-01-07"));
    }

    @ParameterizedTest
    @MethodSource("oddDays")
    void callsAroundAChangeAreCountedOnTheDayThatPeopleWouldSay(
            String zone, Instant change, LocalDate before, LocalDate after) {
        callsAround(zone, change);
        refresh();

        assertEverythingIsRight();
        assertThat(days(change.minusSeconds(1))).isEqualTo(before);
        assertThat(days(change)).isEqualTo(after);
    }

    @ParameterizedTest
    @MethodSource("oddDays")
    void whatIsChangedAndDeletedLeavesTheRestAsItWas(String zone, Instant change) {
        callsAround(zone, change);
        refresh();

        // The newest calls of hours and days among them, whose newest is another then.
        jdbc.sql("DELETE FROM api_usage WHERE id % 3 = 0 OR created_at = (SELECT max(created_at) FROM api_usage)")
                .update();
        refresh();
        assertEverythingIsRight();

        jdbc.sql("UPDATE api_usage SET created_at = created_at - interval '47 minutes' WHERE id % 4 = 0")
                .update();
        refresh();
        assertEverythingIsRight();

        jdbc.sql("DELETE FROM api_usage WHERE model = 'rare'").update();
        refresh();
        assertEverythingIsRight();
    }

    @ParameterizedTest
    @MethodSource("oddDays")
    void aRepairOrARebuildMendsItsDaysAndChangesNoOther(
            String zone, Instant change, LocalDate before, LocalDate after) {
        callsAround(zone, change);
        refresh();
        var figures = figures();

        for (LocalDate day = before.minusDays(1); !day.isAfter(after.plusDays(1)); day = day.plusDays(1)) {
            spoil(day);
            jdbc.sql("SELECT repair_analytics_days(ARRAY[:day::date])")
                    .param("day", day)
                    .query()
                    .singleRow();
            assertThat(figures()).as("repaired %s", day).isEqualTo(figures);
            jdbc.sql("SELECT rebuild_analytics_views(:day)")
                    .param("day", day)
                    .query()
                    .singleRow();
            assertThat(figures()).as("rebuilt from %s", day).isEqualTo(figures);
        }
        assertEverythingIsRight();
    }

    @ParameterizedTest
    @MethodSource("oddDays")
    void aRepairCountsTheCallsOfItsDaysAndNoOthers(String zone, Instant change, LocalDate before, LocalDate after) {
        callsAround(zone, change);
        refresh();
        // Hidden from the refresh, so that only what a repair counts anew can lack them.
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER USER").update();
        jdbc.sql("DELETE FROM api_usage").update();

        jdbc.sql("SELECT repair_analytics_days(ARRAY[:day::date])")
                .param("day", after)
                .query()
                .singleRow();

        assertThat(jdbc.sql("SELECT DISTINCT day_of(bucket, :zone) FROM usage_rollup WHERE grain IN ('hour', 'day')")
                        .param("zone", zone)
                        .query(LocalDate.class)
                        .list())
                .doesNotContain(after)
                .contains(after.minusDays(before.equals(after) ? 1 : 2), after.plusDays(1));
    }

    private LocalDate days(Instant at) {
        return jdbc.sql("""
                        SELECT day_of(bucket, reporting_zone) FROM usage_rollup, analytics_state
                        WHERE grain = 'day' AND bucket <= :at::timestamptz ORDER BY bucket DESC LIMIT 1""").param("at", at.toString()).query(LocalDate.class).single();
    }

    /** A call every 20 minutes for three days before and after, a second before and after, and at the instant itself. */
    private void callsAround(String zone, Instant change) {
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = :zone")
                .param("zone", zone)
                .update();
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, total_cost, latency_ms)
                        SELECT at, 'u' || n % 5, 's', 'p' || n % 2, CASE WHEN n % 36 = 0 THEN 'rare' ELSE 'm' END, n * 0.01, 1 + n % 90
                        FROM (
                            SELECT n, :change::timestamptz + n * interval '20 minutes' AS at FROM generate_series(-216, 216) AS n
                            UNION ALL
                            SELECT n, :change::timestamptz + n * interval '1 second' FROM unnest('{-1,1,1799,1801,-3601}'::int[]) AS n
                        ) AS calls""").param("change", change.toString()).update();
    }

    private void refresh() {
        Calls.refresh(jdbc);
    }

    /** As if somebody had changed the figures of a day by hand. */
    private void spoil(LocalDate day) {
        jdbc.sql("""
                        UPDATE usage_rollup SET calls = calls + 7
                        FROM analytics_state
                        WHERE grain IN ('hour', 'day') AND bucket >= midnight(:day, reporting_zone)
                            AND bucket < midnight(:day + 1, reporting_zone)""").param("day", day).update();
    }

    private List<Map<String, Object>> figures() {
        return jdbc.sql("""
                SELECT grain, bucket, service_type, provider, model, calls, errors, active_users, total_cost, latency_sum_ms,
                    last_used_at
                FROM usage_rollup ORDER BY grain, bucket, service_type, provider, model""").query().listOfRows();
    }

    private void assertEverythingIsRight() {
        assertThat(Recount.differences(jdbc)).as("verify_analytics_views()").isEmpty();
        assertThat(recount()).isEmpty();
    }

    /** Days as the first instant that shows a date or a later one says, looked for among all quarters of a minute. */
    private List<Map<String, Object>> recount() {
        return jdbc.sql("""
                WITH zone AS (
                    SELECT reporting_zone AS zone, min(created_at) - interval '2 days' AS since, max(created_at) + interval '2 days' AS until
                    FROM analytics_state, api_usage GROUP BY 1
                ),
                -- The highest date that the clock has shown so far is the day.
                shown AS (
                    SELECT at, max((at AT TIME ZONE zone)::date) OVER (ORDER BY at) AS day
                    FROM zone, generate_series(date_trunc('minute', since), until, interval '30 seconds') AS at
                ),
                days AS (
                    SELECT day, min(at) AS starts_at, lead(min(at), 1, 'infinity') OVER (ORDER BY day) AS ends_at FROM shown GROUP BY day
                ),
                calls AS (
                    SELECT starts_at AS day, starts_at + floor(extract(epoch FROM created_at - starts_at) / 3600) * interval '1 hour' AS hour,
                        api_usage.*
                    FROM api_usage JOIN days ON created_at >= starts_at AND created_at < ends_at
                ),
                expected AS (
                    SELECT grain_of(GROUPING(hour, day, model)) AS grain, coalesce(hour, day) AS bucket, coalesce(provider, '') AS provider,
                        coalesce(model, '') AS model, count(*) AS calls, sum(total_cost) AS total_cost,
                        CASE WHEN GROUPING(model) = 0 THEN max(created_at) END AS last_used_at
                    FROM calls
                    GROUP BY GROUPING SETS ((hour, provider, model), (hour), (day, provider, model), (day))
                ),
                found AS (
                    SELECT grain, bucket, provider, model, calls, total_cost, last_used_at
                    FROM usage_rollup WHERE grain NOT IN ('model', 'provider')
                )
                (TABLE expected EXCEPT TABLE found) UNION ALL (TABLE found EXCEPT TABLE expected)""").query().listOfRows();
    }
}
