package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes of the application on one database. */
class TwoNodesTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final Node one = Node.start("node_one", database.url());
    private final Node other = Node.start("node_other", database.url());

    @AfterEach
    void theFiguresAreRight() {
        one.close();
        other.close();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        database.close();
    }

    @Test
    void whatANodeThatDiesInARefreshLeavesBehindTheOtherCounts() throws Exception {
        Until.asserted(() -> assertThat(listeners()).isEqualTo(2));
        String victim;
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("REFRESH MATERIALIZED VIEW mv_model_costs");
            Calls.insert(jdbc, 40);
            Until.asserted(() -> assertThat(refreshingNodes()).hasSize(1));
            victim = refreshingNodes().getFirst();

            jdbc.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?")
                    .param(victim)
                    .query()
                    .listOfRows();
            (victim.equals("node_one") ? one : other).close();
            Calls.insert(jdbc, 5);
        }

        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(45));
        Calls.insert(jdbc, 5);
        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(50));
        assertThat(listeners()).isEqualTo(1);
    }

    @Test
    void bothTogetherKeepToTheShareOfTheTime() {
        stopLoops();
        Calls.insert(jdbc, 3);
        one.loop().turn();
        assertThat(Calls.counted(jdbc)).isEqualTo(3);
        jdbc.sql("""
                INSERT INTO refresh_run (started_at, reason, started_by, duration_ms)
                SELECT now(), 'hint', 'node one', 20000 FROM generate_series(1, 5)""").update();
        jdbc.sql("UPDATE refresh_settings SET max_share = 0.2").update();
        jdbc.sql("UPDATE analytics_state SET refreshed_at = clock_timestamp()").update();
        Calls.insert(jdbc, 4);

        Next next = other.loop().turn();

        assertThat(next.wakeable()).isFalse();
        assertThat(next.time()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(80));
        assertThat(Calls.counted(jdbc)).isEqualTo(3);
    }

    @Test
    void aNodeThatWaitedForTheRefreshOfTheOtherDoesNotRefreshStraightAfter() throws Exception {
        stopLoops();
        Calls.insert(jdbc, 3);
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_views()");
            Calls.insert(jdbc, 4);
            var waiting = CompletableFuture.supplyAsync(() -> other.loop().turn());
            Until.asserted(() -> assertThat(blocked()).isEqualTo(1));
            session.commit();
            waiting.join();
        }

        assertThat(Calls.counted(jdbc)).isEqualTo(3);
        noPauseIsLeft();
        other.loop().turn();
        assertThat(Calls.counted(jdbc)).isEqualTo(7);
    }

    @Test
    void eachInstantOfTheScheduleIsRefreshedByOneNode() {
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();
        turns(2);
        long runs = scheduledRuns();
        for (int year = 1; year <= 3; year++) {
            jdbc.sql("UPDATE analytics_state SET as_of = as_of - interval '1 year'")
                    .update();
            turns(3);
            assertThat(scheduledRuns()).isEqualTo(runs + year);
        }
    }

    @Test
    void aChangedSettingReachesBoth() {
        Until.asserted(() -> assertThat(pending()).isFalse());
        jdbc.sql("SELECT pause_refresh('a test')").query().singleRow();
        turns(1);
        Calls.insert(jdbc, 4);
        turns(3);
        assertThat(Calls.counted(jdbc)).isZero();

        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(4));

        jdbc.sql("SELECT set_refresh_strategy('HYBRID')").query().singleRow();
        turns(1);
        Calls.insert(jdbc, 4);
        turns(3);
        assertThat(Calls.counted(jdbc)).isEqualTo(4);

        other.audience().enter();
        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(8));
    }

    @Test
    void aPageOnOneNodeKeepsTheOtherFromClosingTheGate() {
        jdbc.sql("SELECT set_refresh_strategy('HYBRID')").query().singleRow();
        turns(2);
        Until.asserted(() -> assertThat(gateIsClosed()).isTrue());

        other.audience().enter();

        Until.asserted(() -> {
            Until.asserted(() -> assertThat(gateIsClosed()).isFalse());
            Calls.insert(jdbc, 1);
            Until.asserted(() -> assertThat(pending()).isFalse());
            assertThat(lastReason()).isEqualTo("hint");
        });

        other.audience().leave();
        Until.asserted(() -> assertThat(gateIsClosed()).isTrue());
    }

    @Test
    void theAudienceOfANodeThatDiedIsForgotten() {
        jdbc.sql("SELECT set_refresh_strategy('HYBRID')").query().singleRow();
        other.audience().enter();
        Until.asserted(() -> assertThat(gateIsClosed()).isFalse());

        other.close();

        Until.asserted(() -> assertThat(gateIsClosed()).isTrue());
    }

    /** From here on the test makes the turns. */
    private void stopLoops() {
        one.loop().stop();
        other.loop().stop();
        Calls.refresh(jdbc);
        noPauseIsLeft();
    }

    private void noPauseIsLeft() {
        jdbc.sql("UPDATE analytics_state SET refreshed_at = NULL").update();
    }

    private long blocked() {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                        WHERE NOT granted AND datname = current_database()""").query(Long.class).single();
    }

    private boolean gateIsClosed() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM advisory_lock_holders(hint_gate()))")
                .query(Boolean.class)
                .single();
    }

    private String lastReason() {
        return jdbc.sql("SELECT reason FROM refresh_run ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    /** Waits until both nodes have begun and ended this many turns. */
    private void turns(int count) {
        for (RefreshLoop loop : List.of(one.loop(), other.loop())) {
            long before = loop.turns();
            Until.asserted(() -> {
                loop.wake();
                assertThat(loop.turns()).isGreaterThan(before + count);
            });
        }
    }

    private List<String> refreshingNodes() {
        return jdbc.sql("""
                        SELECT application_name
                        FROM refresh_lock_holders() AS holder
                        JOIN pg_stat_activity ON pid = holder
                        WHERE pg_blocking_pids(holder) <> '{}'""").query(String.class).list();
    }

    private long listeners() {
        return jdbc.sql("SELECT listeners FROM analytics_refresh_status")
                .query(Long.class)
                .single();
    }

    private long scheduledRuns() {
        return jdbc.sql("SELECT count(*) FROM refresh_run WHERE reason = 'cron'")
                .query(Long.class)
                .single();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }
}
