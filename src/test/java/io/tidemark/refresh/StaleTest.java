package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code refresh_analytics_if_stale()} refreshes when, and only when, the views lack something for too long. */
@OnHostileDatabaseToo
class StaleTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void theFiguresAreRight() {
        assertThat(Recount.differences(jdbc)).isEmpty();
        database.close();
    }

    @Test
    void whatWasNeverRefreshedIsStale() {
        Calls.insert(jdbc, 5);

        assertThat(refreshed("")).isTrue();
        assertThat(Calls.counted(jdbc)).isEqualTo(5);
    }

    @Test
    void whatLacksNothingIsNeverStale() {
        aRefreshAnHourAgo();

        assertThat(refreshed("0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO api_usage (created_at) VALUES (now() - interval '20 days')",
                "UPDATE api_usage SET total_cost = 7",
                "DELETE FROM api_usage WHERE id % 2 = 0",
                "TRUNCATE api_usage"
            })
    void anyChangeMakesViewsOfAnHourAgoStale(String change) {
        aRefreshAnHourAgo();
        jdbc.sql(change).update();

        assertThat(refreshed("61")).isFalse();
        assertThat(refreshed("59")).isTrue();
        assertThat(refreshed("59")).isFalse();
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aCallThatCommitsAfterALaterOneMakesThemStaleAgain() throws SQLException {
        aRefreshAnHourAgo();
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO api_usage (model) VALUES ('late')");
            assertThat(refreshed("")).isFalse();

            jdbc.sql("INSERT INTO api_usage (model) VALUES ('early')").update();
            assertThat(refreshed("")).isTrue();
            late.commit();
        }
        jdbc.sql("UPDATE analytics_state SET as_of = as_of - interval '1 hour'").update();

        assertThat(refreshed("")).isTrue();
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "59"})
    void whoWaitsForTheRefreshOfAnotherThatTookInEverythingHasNotRefreshed(String maxAgeMinutes) throws Exception {
        aRefreshAnHourAgo();
        Calls.insert(jdbc, 3);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_if_stale(5)");
            var waiting = CompletableFuture.supplyAsync(() -> refreshed(maxAgeMinutes));
            awaitWaiting();
            other.commit();

            assertThat(waiting.join()).isFalse();
        }
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void whoWaitsForTheRefreshOfAnotherThatDidNotTakeInItsCallsRefreshes() throws Exception {
        aRefreshAnHourAgo();
        Calls.insert(jdbc, 3);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_if_stale(5)");
            Calls.insert(jdbc, 4);
            var waiting = CompletableFuture.supplyAsync(() -> refreshed("0"));
            awaitWaiting();
            other.commit();

            assertThat(waiting.join()).isTrue();
        }
        assertThat(Calls.counted(jdbc)).isEqualTo(27);
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void noAgeMeansThatOfTheSettings() {
        jdbc.sql("SELECT set_refresh_strategy('HYBRID', max_age_minutes => 90)")
                .query()
                .singleRow();
        aRefreshAnHourAgo();
        Calls.insert(jdbc, 1);

        assertThat(refreshed("NULL")).isFalse();
        assertThat(refreshed("")).isTrue();
    }

    @Test
    void aNegativeAgeIsRefused() {
        assertThatThrownBy(() -> refreshed("-1"))
                .hasMessageContaining("max_age_minutes is -1; a negative age makes no sense");
    }

    private void aRefreshAnHourAgo() {
        Calls.insert(jdbc, 20);
        Calls.refresh(jdbc);
        jdbc.sql("UPDATE analytics_state SET as_of = as_of - interval '1 hour'").update();
    }

    private void awaitWaiting() {
        Until.asserted(
                () -> assertThat(jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                            WHERE relation = 'refresh_turn'::regclass AND NOT granted AND datname = current_database())""").query(Boolean.class).single()).isTrue());
    }

    private long runs() {
        return jdbc.sql("SELECT count(*) FROM refresh_run").query(Long.class).single();
    }

    private boolean refreshed(String maxAgeMinutes) {
        return jdbc.sql("SELECT refresh_analytics_if_stale(" + maxAgeMinutes + ")")
                .query(Boolean.class)
                .single();
    }
}
