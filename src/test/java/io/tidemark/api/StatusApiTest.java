package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Program;
import org.junit.jupiter.api.Test;

class StatusApiTest extends ApiTest {

    @Test
    void saysThatTheFiguresLackNothing() {
        var status = Program.json(program.get("/api/status"));

        assertThat(status.get("strategy").asString()).isEqualTo("CRON");
        assertThat(status.get("pending").asBoolean()).isFalse();
        assertThat(status.get("lag_seconds").asDouble()).isZero();
        assertThat(status.get("overdue").asBoolean()).isFalse();
        assertThat(status.get("causes")).isEmpty();
        assertThat(status.get("failing").isNull()).isTrue();
        assertThat(status.get("last_run").get("reason").asString()).isEqualTo("test");
        assertThat(status.get("last_run").get("rows_taken").asInt()).isGreaterThanOrEqualTo(90);
    }

    @Test
    void saysWhatIsMissing() {
        db.sql("INSERT INTO api_usage (model) VALUES ('new')").update();

        var status = Program.json(program.get("/api/status"));

        assertThat(status.get("pending").asBoolean()).isTrue();
        assertThat(status.get("pending_calls").asInt()).isEqualTo(1);
        assertThat(status.get("lag_seconds").asDouble()).isPositive();
        assertThat(status.get("next_run").asString()).endsWith("-01-01T00:00:00Z");
    }

    @Test
    void saysWhoPausedItAndWhy() {
        db.sql("SELECT pause_refresh('moving house')").query().singleRow();
        try {
            var paused = Program.json(program.get("/api/status")).get("paused");

            assertThat(paused.get("reason").asString()).isEqualTo("moving house");
            assertThat(paused.get("by").asString()).isNotEmpty();
        } finally {
            db.sql("SELECT resume_refresh()").query().singleRow();
        }
    }

    @Test
    void namesTheCausesOnceItIsOverdue() {
        db.sql("INSERT INTO api_usage (model) VALUES ('new')").update();
        db.sql("SELECT pause_refresh('moving house')").query().singleRow();
        db.sql("UPDATE analytics_state SET as_of = as_of - interval '2 years', checked_at = NULL")
                .update();
        try {
            var status = Program.json(program.get("/api/status"));

            assertThat(status.get("overdue").asBoolean()).isTrue();
            assertThat(status.get("causes").get(0).asString()).isEqualTo("paused");
        } finally {
            db.sql("SELECT resume_refresh()").query().singleRow();
        }
    }
}
