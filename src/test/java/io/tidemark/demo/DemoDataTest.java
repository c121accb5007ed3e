package io.tidemark.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.LongTransaction;
import io.tidemark.testing.IntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class DemoDataTest {

    @Autowired
    JdbcClient db;

    @Autowired
    CallAppender appender;

    @Autowired
    LongTransaction longTransaction;

    @Autowired
    DemoData configured;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-18T11:22:33.456789Z"));
    private DemoData demo;

    @BeforeEach
    void startEmpty() {
        db.sql("SELECT pause_refresh('only loading is looked at')").query().singleRow();
        db.sql("TRUNCATE api_usage").update();
        demo = new DemoData(db, appender, longTransaction, now::get, 400);
    }

    @Test
    void loadsSixtyDaysUpToNowAndNothingLater() {
        long loaded = demo.load();

        assertThat(loaded).isEqualTo(count("true")).isBetween(12_000L, 30_000L);
        assertThat(count("created_at > '%s'".formatted(now.get()))).isZero();
        assertThat(count("created_at > timestamptz '%s' - interval '1 hour'".formatted(now.get())))
                .isPositive();
        assertThat(db.sql("SELECT count(DISTINCT created_at::date) FROM api_usage")
                        .query(Integer.class)
                        .single())
                .isBetween(60, 61);
        assertThat(count("source IS DISTINCT FROM 'demo'")).isZero();
    }

    @Test
    void looksPlausible() {
        demo.load();

        assertThat(values("SELECT DISTINCT provider FROM api_usage")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(values("SELECT DISTINCT model FROM api_usage")).hasSizeGreaterThanOrEqualTo(12);
        assertThat(values("SELECT DISTINCT user_id FROM api_usage")).hasSizeBetween(800, 1_300);
        assertThat(share("status <> 'success'")).isBetween(0.005, 0.03);
        assertThat(share("total_cost IS NULL")).isBetween(0.005, 0.05);
        assertThat(share("EXTRACT(isodow FROM created_at) > 5")).isBetween(0.08, 0.18);
        assertThat(count("cache_read_tokens + cache_creation_tokens > prompt_tokens"))
                .isZero();
        assertThat(count("reasoning_tokens > completion_tokens")).isZero();
    }

    @Test
    void loadsTheSameCallsEveryTime() {
        demo.load();
        String first = fingerprint();
        demo.remove();
        demo.load();

        assertThat(fingerprint()).isEqualTo(first);
    }

    @Test
    void goesOnAsIfItHadBeenLoadedLater() {
        demo.load();
        for (int step = 0; step < 40; step++) {
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(97)));
            assertThat(demo.continueUntilNow()).isTrue();
        }
        String recent = "created_at > '2026-03-18T11:00:00Z'";
        String trickled = fingerprint(recent);
        assertThat(count(recent)).isPositive();

        demo.remove();
        demo.load();

        assertThat(fingerprint(recent)).isEqualTo(trickled);
    }

    @Test
    void doesNotLoadTwice() {
        long loaded = demo.load();

        assertThat(demo.load()).isZero();
        assertThat(count("true")).isEqualTo(loaded);
    }

    @Test
    void doesNotMixWithRealCallsUnlessAsked() {
        db.sql("INSERT INTO api_usage (model) VALUES ('real')").update();

        assertThatExceptionOfType(RealCallsPresent.class).isThrownBy(() -> demo.load());
        assertThat(demo.present()).isFalse();

        assertThat(demo.loadBesideRealCalls()).isPositive();
        assertThat(demo.present()).isTrue();
    }

    @Test
    void removesDemoCallsOnly() {
        db.sql("INSERT INTO api_usage (model) VALUES ('real')").update();
        long loaded = demo.loadBesideRealCalls();

        assertThat(demo.remove()).isEqualTo(loaded);

        assertThat(demo.present()).isFalse();
        assertThat(values("SELECT model FROM api_usage")).containsExactly("real");
    }

    @Test
    void hasNothingToContinueWhereNothingWasLoaded() {
        assertThat(demo.databaseIsEmpty()).isTrue();
        assertThat(demo.continueUntilNow()).isFalse();
        assertThat(demo.databaseIsEmpty()).isTrue();
    }

    @Test
    void loadsAtFullSize() {
        assertThat(configured.load()).isBetween(250_000L, 600_000L);
    }

    private String fingerprint() {
        return fingerprint("true");
    }

    private String fingerprint(String condition) {
        return db.sql("""
                        SELECT md5(string_agg(c::text, ',' ORDER BY c::text))
                        FROM (SELECT created_at, user_id, model, status, prompt_tokens, total_cost, latency_ms
                              FROM api_usage
                              WHERE %s AND created_at > '2026-01-20') c""".formatted(condition)).query(String.class).single();
    }

    private double share(String condition) {
        return (double) count(condition) / count("true");
    }

    private long count(String condition) {
        return db.sql("SELECT count(*) FROM api_usage WHERE " + condition)
                .query(Long.class)
                .single();
    }

    private List<String> values(String sql) {
        return db.sql(sql).query(String.class).list();
    }
}
