package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole engine: what each strategy does with a call that arrives. */
@OnHostileDatabaseToo
@IntegrationTest
class RefreshLoopTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private Audience audience;

    @Autowired
    private RefreshLoop loop;

    @Autowired
    private RefreshListener listener;

    @Autowired
    private Refresher refresher;

    @BeforeEach
    void whatWasThereIsCounted() {
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER', '*/5 * * * *', 5)")
                .query()
                .singleRow();
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        Until.asserted(() -> assertThat(pending()).isFalse());
        Until.asserted(() -> assertThat(gateIsClosed()).isNotEqualTo(hintsArePossible()));
    }

    @AfterEach
    void theFiguresAreRight() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        assertThat(Recount.differences(jdbc)).isEmpty();
    }

    @Test
    void underTriggerACallIsCountedBecauseAHintArrived() {
        // Now and then the check of the second comes first.
        Until.asserted(() -> {
            Until.asserted(() -> assertThat(gateIsClosed()).isNotEqualTo(hintsArePossible()));
            insert("hinted");
            Until.asserted(() -> assertThat(pending()).isFalse());
            assertThat(lastReason()).isEqualTo(hintsArePossible() ? "hint" : "check");
        });
        assertThat(models()).contains("hinted");
    }

    @Test
    void underTriggerALostHintIsMadeGoodByTheCheck() {
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER auto_refresh_analytics_on_insert")
                .update();
        whileNobodySetsTriggersRight(() -> {
            insert("unannounced");

            Until.asserted(() -> assertThat(models()).contains("unannounced"));
            assertThat(lastReason()).isEqualTo("check");
        });
    }

    @Test
    void underTriggerADeletionIsFoundByTheCheck() {
        insert("deleted");
        Until.asserted(() -> assertThat(models()).contains("deleted"));
        jdbc.sql("DELETE FROM api_usage WHERE model = 'deleted'").update();

        Until.asserted(() -> assertThat(models()).doesNotContain("deleted"));
    }

    @Test
    void underCronACallWaitsForTheSchedule() {
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();
        insert("scheduled");
        turns(3);
        assertThat(models()).doesNotContain("scheduled");

        // As if the year had turned since the last refresh.
        jdbc.sql("UPDATE analytics_state SET as_of = as_of - interval '1 year'").update();

        Until.asserted(() -> assertThat(models()).contains("scheduled"));
        assertThat(lastReason()).isEqualTo("cron");
        assertThat(hintTriggers()).containsOnly("D");
    }

    @Test
    void underHybridACallWaitsUntilSomebodyWatches() {
        jdbc.sql("SELECT set_refresh_strategy('HYBRID')").query().singleRow();
        turns(2);
        insert("watched");
        turns(2);
        assertThat(models()).doesNotContain("watched");

        audience.enter();
        try {
            Until.asserted(() -> assertThat(models()).contains("watched"));
        } finally {
            audience.leave();
        }
    }

    @Test
    void underHybridFiguresThatNobodyWatchesGetNoOlderThanAllowed() {
        jdbc.sql("SELECT set_refresh_strategy('HYBRID', max_age_minutes => 7)")
                .query()
                .singleRow();
        turns(2);
        insert("old");
        turns(2);
        assertThat(models()).doesNotContain("old");

        jdbc.sql("UPDATE analytics_state SET as_of = as_of - interval '7 minutes'")
                .update();

        Until.asserted(() -> assertThat(models()).contains("old"));
        assertThat(lastReason()).isEqualTo("stale");
    }

    @Test
    void aPauseHoldsEverythingButARefreshByHand() {
        jdbc.sql("SELECT pause_refresh('a test')").query().singleRow();
        turns(2);
        insert("paused");
        turns(3);
        assertThat(models()).doesNotContain("paused");
        assertThat(causes()).contains("paused");

        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        assertThat(models()).contains("paused");
    }

    @Test
    void theGateIsClosedWhileTheLoopWorksAndOpenWhenItSleeps() throws Exception {
        try (Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT take_refresh_lock()");
            insert("gated");
            Until.asserted(() -> assertThat(gateIsClosed()).isTrue());
            holder.commit();
        }
        Until.asserted(() -> assertThat(models()).contains("gated"));
        Until.asserted(() -> assertThat(gateIsClosed()).isNotEqualTo(hintsArePossible()));
    }

    @Test
    void whoeverHoldsTheGateKeepsNobodysCallsBack() throws Exception {
        try (Connection stranger = dataSource.getConnection();
                Statement statement = stranger.createStatement()) {
            stranger.setAutoCommit(false);
            // Where no hints are possible the loop keeps it for good.
            statement.execute("SELECT pg_try_advisory_xact_lock(hint_gate())");
            for (String model : List.of("past the gate", "and another")) {
                insert(model);
                Until.asserted(() -> assertThat(models()).contains(model));
            }
            stranger.rollback();
        }
    }

    @Test
    void aCutListenConnectionComesBack() {
        String before = listenerPid();
        jdbc.sql("SELECT pg_terminate_backend(" + before + ")").query().singleRow();

        Until.asserted(() -> assertThat(listenerPid()).isNotBlank().isNotEqualTo(before));
        // Now and then the check of the second comes first.
        Until.asserted(() -> {
            Until.asserted(() -> assertThat(gateIsClosed()).isNotEqualTo(hintsArePossible()));
            insert("after the cut");
            Until.asserted(() -> assertThat(pending()).isFalse());
            assertThat(lastReason()).isEqualTo(hintsArePossible() ? "hint" : "check");
        });
        assertThat(models()).contains("after the cut");
    }

    @Test
    void callsThatArriveAfterTheHintTriggerWasDroppedByHandStillShow() {
        jdbc.sql("DROP TRIGGER auto_refresh_analytics_on_insert ON api_usage").update();
        whileNobodySetsTriggersRight(() -> {
            for (String model : List.of("without a hint", "nor this one")) {
                insert(model);
                Until.asserted(() -> assertThat(models()).contains(model));
                assertThat(lastReason()).isEqualTo("check");
            }
        });
    }

    @Test
    void aKilledRefreshSessionIsReplacedAndTheFailureIsInTheHistory() {
        jdbc.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark refresh'")
                .query()
                .listOfRows();
        insert("after the kill");

        Until.asserted(() -> assertThat(models()).contains("after the kill"));
        assertThat(jdbc.sql("SELECT count(*) FROM refresh_run WHERE error IS NOT NULL")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void aFailingViewLeavesTheLastGoodFiguresAndSaysSo() {
        insert("good");
        Until.asserted(() -> assertThat(models()).contains("good"));
        jdbc.sql("DROP INDEX mv_model_usage_key").update();
        try {
            insert("bad");
            Until.asserted(() -> assertThat(causes()).contains("refresh failing"));
            assertThat(models()).contains("good").doesNotContain("bad");
            assertThat(jdbc.sql("SELECT sum(calls) FROM mv_model_costs WHERE model = 'bad'")
                            .query(Long.class)
                            .optional())
                    .isEmpty();
            assertThat(jdbc.sql("SELECT last_error FROM analytics_refresh_status")
                            .query(String.class)
                            .single())
                    .contains("mv_model_usage");
            assertThat(jdbc.sql("SELECT DISTINCT reason FROM refresh_run WHERE error LIKE '%mv_model_usage%'")
                            .query(String.class)
                            .list())
                    .isSubsetOf("hint", "check");
            assertThatThrownBy(() -> refresher.refresh("manual", "ada")).hasMessageContaining("mv_model_usage");
            assertThat(jdbc.sql("SELECT started_by FROM refresh_run WHERE reason = 'manual' AND error IS NOT NULL")
                            .query(String.class)
                            .list())
                    .containsExactly("ada");
        } finally {
            jdbc.sql("CREATE UNIQUE INDEX mv_model_usage_key ON mv_model_usage (provider, model)")
                    .update();
        }
        Until.asserted(() -> assertThat(models()).contains("bad"));
        assertThat(causes()).containsExactly("nothing wrong");
    }

    @Test
    void aLongOpenInsertHoldsUpNeitherTheRefreshNorTheOtherWriters() throws Exception {
        try (Connection slow = dataSource.getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO api_usage (model) VALUES ('slow')");
            insert("quick");
            Until.asserted(() -> assertThat(models()).contains("quick").doesNotContain("slow"));

            assertThatThrownBy(() -> jdbc.sql("SELECT set_refresh_strategy('CRON')")
                            .query()
                            .singleRow())
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("the table is in use by pid")
                    .hasMessageContaining("INSERT INTO api_usage (model) VALUES ('slow')");
            assertThat(hintTriggers()).containsOnly("O");
            insert("meanwhile");
            slow.commit();
        }
        Until.asserted(() -> assertThat(models()).contains("slow", "meanwhile"));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(causes()).containsExactly("nothing wrong");

        jdbc.sql("DROP TRIGGER auto_refresh_analytics_on_insert ON api_usage").update();
        whileNobodySetsTriggersRight(() -> assertThat(causes()).containsExactly("trigger disabled"));
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        assertThat(causes()).containsExactly("nothing wrong");

        listener.stop();
        try {
            Until.asserted(() -> assertThat(causes()).containsExactly("no listener"));
        } finally {
            listener.start();
        }
        Until.asserted(() -> assertThat(causes()).containsExactly("nothing wrong"));
    }

    @Test
    void aBlockedRefreshNamesItsBlocker() throws Exception {
        try (Connection blocker = dataSource.getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("REFRESH MATERIALIZED VIEW mv_model_costs");
            insert("blocked");
            Until.asserted(
                    () -> assertThat(jdbc.sql("SELECT detail FROM explain_staleness() WHERE cause = 'refresh blocked'")
                                    .query(String.class)
                                    .list())
                            .singleElement()
                            .asString()
                            .contains("REFRESH MATERIALIZED VIEW mv_model_costs"));
            blocker.rollback();
        }
        Until.asserted(() -> assertThat(models()).contains("blocked"));
    }

    /** Triggers are made only while the table is in nobody's use. */
    private void whileNobodySetsTriggersRight(Runnable work) {
        try (Connection user = dataSource.getConnection();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("LOCK TABLE api_usage IN ROW EXCLUSIVE MODE");
            work.run();
            user.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the loop has looked around this many times. */
    private void turns(int count) {
        for (int turn = 0; turn < count; turn++) {
            long before = loop.turns();
            loop.wake();
            Until.asserted(() -> assertThat(loop.turns()).isGreaterThan(before));
        }
    }

    private void insert(String model) {
        jdbc.sql("INSERT INTO api_usage (model) VALUES (:model)")
                .param("model", model)
                .update();
    }

    private List<String> models() {
        return jdbc.sql("SELECT model FROM mv_model_usage").query(String.class).list();
    }

    /** On a database that lets nobody make temporary tables that is always one, and no cause of what is tested here. */
    private List<String> causes() {
        List<String> causes = jdbc.sql(
                        "SELECT DISTINCT cause FROM explain_staleness() WHERE cause <> 'temporary tables'")
                .query(String.class)
                .list();
        return causes.isEmpty() ? List.of("nothing wrong") : causes;
    }

    private String lastReason() {
        return jdbc.sql("SELECT reason FROM refresh_run WHERE error IS NULL ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    private List<String> hintTriggers() {
        return jdbc.sql("SELECT tgenabled::text FROM pg_trigger WHERE tgname LIKE 'auto_refresh_analytics_on_%'")
                .query(String.class)
                .list();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    /** Not where transactions may be prepared for two-phase commit: there the loop looks by itself, and keeps the gate. */
    private boolean hintsArePossible() {
        return jdbc.sql("SELECT hints_are_possible()").query(Boolean.class).single();
    }

    private boolean gateIsClosed() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM advisory_lock_holders(hint_gate()))")
                .query(Boolean.class)
                .single();
    }

    private String listenerPid() {
        return jdbc.sql("SELECT coalesce(max(pid)::text, '') FROM advisory_lock_holders(listener_lock()) AS pid")
                .query(String.class)
                .single();
    }
}
