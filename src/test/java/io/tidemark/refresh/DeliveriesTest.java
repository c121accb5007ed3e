package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.testing.IntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long calls take to show is measured all the time, and kept. */
@IntegrationTest
class DeliveriesTest {

    private static final Object ONE_PAGE = new Object();
    private static final Object OTHER_PAGE = new Object();

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Deliveries deliveries;

    @Autowired
    private DeliveryLog log;

    @BeforeEach
    void noHistory() {
        jdbc.sql("SELECT pause_refresh('a test')").query().singleRow();
        // One that began before the pause would take the calls of the test: this one waits for it.
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        jdbc.sql("DELETE FROM refresh_run").update();
        jdbc.sql("DELETE FROM refresh_strategy_change").update();
    }

    @Test
    void aRefreshIsDeliveredWhenItsLastPageHasIt() {
        var completed = refresh(1);

        deliveries.expect(completed, List.of(ONE_PAGE, OTHER_PAGE));
        deliveries.delivered(ONE_PAGE, completed.run().asOf());
        log.write();
        assertThat(kept()).isEmpty();

        deliveries.delivered(OTHER_PAGE, completed.run().asOf());
        log.write();
        assertThat(kept())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery)
                        .containsEntry("run_id", completed.run().id())
                        .containsEntry("pages", 2)
                        .containsEntry("in_time", true));
    }

    @Test
    void aLaterRefreshDeliversTheEarlierOnesToo() {
        var first = refresh(1);
        var second = refresh(2);
        deliveries.expect(first, List.of(ONE_PAGE));
        deliveries.expect(second, List.of(ONE_PAGE));

        deliveries.delivered(ONE_PAGE, second.run().asOf());
        log.write();

        assertThat(kept()).hasSize(2);
    }

    @Test
    void nobodyWaitsForAPageThatIsClosedAndNothingIsDeliveredToNobody() {
        var seen = refresh(1);
        var unseen = refresh(2);
        deliveries.expect(seen, List.of(ONE_PAGE, OTHER_PAGE));
        deliveries.delivered(ONE_PAGE, seen.run().asOf());
        deliveries.expect(unseen, List.of(OTHER_PAGE));

        deliveries.left(OTHER_PAGE);
        log.write();

        assertThat(kept())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery)
                        .containsEntry("run_id", seen.run().id())
                        .containsEntry("pages", 1));
    }

    @Test
    void theLagIsToldForEachStrategyThatWasInForce() {
        run("TRIGGER", 100, 300);
        run("TRIGGER", 300, 500);
        jdbc.sql("""
                INSERT INTO refresh_strategy_change (changed_at, changed_by, from_strategy, to_strategy, cron, max_age_minutes)
                VALUES (now() - interval '30 minutes', 'ada', 'TRIGGER', 'CRON', '*/5 * * * *', 5)""").update();
        run("CRON", 60_000, null);

        var lags = jdbc.sql("SELECT * FROM analytics_lag_status ORDER BY strategy")
                .query()
                .listOfRows();

        assertThat(lags)
                .extracting(
                        lag -> lag.get("strategy"),
                        lag -> lag.get("refreshes"),
                        lag -> lag.get("visible_p50_ms"),
                        lag -> lag.get("delivered_p50_ms"),
                        lag -> lag.get("delivered_p99_ms"))
                .containsExactly(tuple("CRON", 1L, 60_000.0, null, null), tuple("TRIGGER", 2L, 200.0, 400.0, 498.0));
    }

    @Test
    void whatIsPrunedFromTheHistoryTakesItsDeliveriesWithIt() {
        var completed = refresh(1);
        deliveries.expect(completed, List.of(ONE_PAGE));
        deliveries.delivered(ONE_PAGE, completed.run().asOf());
        log.write();

        jdbc.sql("DELETE FROM refresh_run").update();

        assertThat(kept()).isEmpty();
    }

    private RefreshCompleted refresh(int calls) {
        Calls.insert(jdbc, calls);
        var run = jdbc.sql("SELECT * FROM run_refresh('test', 'test')")
                .query(RefreshRun::read)
                .single();
        assertThat(run.lastArrivalAt()).isNotNull().isBefore(run.finishedAt());
        return new RefreshCompleted(run, Instant.now().plus(Duration.ofMillis(1)));
    }

    /** A run of the time in which the strategy was in force, with a call that took so long. */
    private void run(String strategy, int visibleMs, Integer deliveredMs) {
        long id = jdbc.sql("""
                        WITH arrival AS (
                            SELECT now() - CASE :strategy WHEN 'CRON' THEN interval '10 minutes' ELSE interval '1 hour' END AS at)
                        INSERT INTO refresh_run (started_at, finished_at, reason, started_by, first_arrival_at, last_arrival_at)
                        SELECT at, at + make_interval(secs => :visible / 1000.0), 'test', 'test', at, at FROM arrival
                        RETURNING id""")
                .param("strategy", strategy)
                .param("visible", visibleMs)
                .query(Long.class)
                .single();
        if (deliveredMs != null) {
            jdbc.sql("""
                            INSERT INTO refresh_delivery (run_id, node, pages, delivered_at)
                            SELECT id, 'node', 1, last_arrival_at + make_interval(secs => :delivered / 1000.0)
                            FROM refresh_run WHERE id = :id""").param("delivered", deliveredMs).param("id", id).update();
        }
    }

    private List<Map<String, Object>> kept() {
        return jdbc.sql("""
                        SELECT d.run_id, d.pages, d.delivered_at BETWEEN r.last_arrival_at AND now() + interval '1 second' AS in_time
                        FROM refresh_delivery d JOIN refresh_run r ON r.id = d.run_id""").query().listOfRows();
    }
}
