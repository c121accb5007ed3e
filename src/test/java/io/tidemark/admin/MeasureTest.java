package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The measurement before a switch: bounded, and it leaves nothing but its result, however it ends. */
@IntegrationTest
class MeasureTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RefreshActions actions;

    @Autowired
    private Measure measure;

    @Autowired
    private Jobs jobs;

    @AfterEach
    void nothingIsLeft() {
        Until.asserted(() -> assertThat(jobs.list()).noneMatch(Job::running));
        Until.asserted(() -> assertThat(scratch()).isEmpty());
        Until.asserted(() -> assertThat(sessions()).isZero());
    }

    @Test
    void itTakesSecondsAndCountsNoCall() {
        long calls = calls();
        var began = Instant.now();

        assertThat(actions.measure()).isNull();
        assertThat(actions.measure()).contains("is running already");
        Until.asserted(() -> assertThat(outcome().good()).isTrue());

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(12));
        assertThat(calls()).isEqualTo(calls);
        var measured =
                jdbc.sql(Measurement.LAST).query(Rows.of(Measurement.class)).single();
        assertThat(measured.inserts()).isPositive();
        assertThat(measured.insertUs()).isPositive();
        assertThat(measured.refreshMs()).isPositive();
        assertThat(measured.refreshWalBytes()).isPositive();
    }

    @Test
    void aMeasurementThatIsCancelledStops() {
        long measured = measurements();
        actions.measure();
        Until.asserted(() -> assertThat(scratch()).isNotEmpty());

        jobs.cancel(Job.Kind.MEASURE);

        Until.asserted(() -> assertThat(outcome().text()).contains("was cancelled"));
        assertThat(measurements()).isEqualTo(measured);
    }

    @Test
    void aSessionThatIsKilledLeavesNothing() {
        actions.measure();
        Until.asserted(() -> assertThat(scratch()).isNotEmpty());

        jdbc.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark admin'")
                .query()
                .listOfRows();

        Until.asserted(() -> assertThat(outcome().good()).isFalse());
    }

    @Test
    void whatAKilledApplicationLeftGoesAtTheNextStart() {
        jdbc.sql("CALL create_insert_scratch()").update();

        measure.dropLeftovers();

        assertThat(scratch()).isEmpty();
    }

    private Job.Outcome outcome() {
        return jobs.list().stream()
                .map(Job::outcome)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(new Job.Outcome(false, "", Instant.EPOCH));
    }

    private List<String> scratch() {
        return jdbc.sql("""
                        SELECT relname FROM pg_class WHERE relname LIKE 'insert\\_scratch%'
                        UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'insert\\_scratch%'""").query((row, _) -> row.getString(1)).list();
    }

    private long sessions() {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE application_name IN ('tidemark admin', 'tidemark measurement')
                            AND datname = current_database()""").query(Long.class).single();
    }

    private long calls() {
        return jdbc.sql("SELECT count(*) FROM api_usage").query(Long.class).single();
    }

    private long measurements() {
        return jdbc.sql("SELECT count(*) FROM strategy_measurement")
                .query(Long.class)
                .single();
    }
}
