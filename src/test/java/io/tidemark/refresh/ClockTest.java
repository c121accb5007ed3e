package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server's clock is set back: whatever the last refresh wrote down lies in the future then. */
class ClockTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @BeforeEach
    void aRefresh() {
        Calls.insert(jdbc, 50);
        Calls.refresh(jdbc);
    }

    @AfterEach
    void theFiguresAreRight() {
        Recount.assertViewsAreRight(jdbc);
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT refresh_analytics_views()",
                "SELECT run_refresh('check', 'a test', only_if_pending => true)",
                "SELECT refresh_analytics_if_stale()",
                "SELECT refresh_analytics_if_stale(600)"
            })
    void aRefreshTakesInWhatItLacksAndBringsTheInstantBack(String refresh) {
        setTheClockBack("3 hours");
        Calls.insert(jdbc, 7);
        jdbc.sql(refresh).query().singleRow();

        assertThat(Calls.counted(jdbc)).isEqualTo(57);
        assertThat(status()).containsEntry("behind_the_clock", true).containsEntry("overdue", false);
    }

    @Test
    void aClockThatWasDaysAheadLeavesTheWindowOfToday() {
        setTheClockBack("3 days");
        jdbc.sql("UPDATE analytics_state SET window_start = window_start + 3, window_end = window_end + 3")
                .update();
        Calls.refresh(jdbc);

        assertThat(status()).containsEntry("behind_the_clock", true);
    }

    @Test
    void anInstantThatHasNotComeYetIsSomethingToMend() {
        setTheClockBack("1 minute");
        assertThat(status()).containsEntry("pending", true).containsEntry("overdue", true);

        Calls.refresh(jdbc);
        assertThat(status()).containsEntry("pending", false).containsEntry("overdue", false);
    }

    @Test
    void failuresShowThoughTheLastSuccessLiesInTheFuture() {
        setTheClockBack("1 hour");
        jdbc.sql("SELECT record_refresh_failure('check', 'a test', clock_timestamp(), 'broken')")
                .query()
                .singleRow();
        assertThat(status()).containsEntry("last_error", "broken");

        Calls.refresh(jdbc);
        assertThat(status()).containsEntry("last_error", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TRIGGER | */5 * * * *
            HYBRID  | */5 * * * *
            CRON    | 0 0 1 1 *
            """)
    void theEngineGoesOnByItself(String strategy, String cron) {
        jdbc.sql("SELECT set_refresh_strategy(?, ?)")
                .params(strategy, cron)
                .query()
                .singleRow();
        try (Node _ = Node.start("the_node", database.url())) {
            Calls.insert(jdbc, 3);
            setTheClockBack("2 years");

            Until.asserted(() -> assertThat(status()).containsEntry("behind_the_clock", true));
            Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(53));
        }
    }

    private void setTheClockBack(String by) {
        jdbc.sql("""
                UPDATE analytics_state SET as_of = as_of + :by::interval, refreshed_at = refreshed_at + :by::interval,
                    checked_at = clock_timestamp() + :by::interval;
                UPDATE refresh_run SET as_of = as_of + :by::interval, started_at = started_at + :by::interval,
                    finished_at = finished_at + :by::interval""").param("by", by).update();
    }

    private Map<String, Object> status() {
        return jdbc.sql("""
                SELECT status.*, state.as_of <= now() AND state.checked_at <= now() AS behind_the_clock
                FROM analytics_refresh_status AS status, analytics_state AS state""").query().singleRow();
    }
}
