package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class RefreshApiTest extends ApiTest {

    @Autowired
    DataSource dataSource;

    @Test
    void countsWhatWasThereWhenItWasAskedFor() {
        insert();

        var answer = program.post("/api/refresh");

        assertThat(answer.statusCode()).isEqualTo(200);
        var document = Program.json(answer);
        assertThat(document.get("state").asString()).isEqualTo("done");
        assertThat(document.get("run").get("rows_taken").asInt()).isEqualTo(1);
        assertThat(document.get("run").get("reason").asString()).isEqualTo("manual");
        assertThat(document.get("run").get("started_by").asString()).matches("Test \\(tm_.{8}\\.{3}\\)");
        assertThat(document.get("as_of").asString())
                .isGreaterThan(document.get("wanted").asString());
        assertThat(counted()).isEqualTo(91);
    }

    @ParameterizedTest
    @CsvSource({
        "?wait=false, X-Nothing, here",
        "'',          Prefer,    respond-async",
        "'',          Prefer,    'respond-async, wait=10'",
        "'',          Prefer,    wait=0"
    })
    void doesNotKeepWaitingWhoeverDoesNotWantTo(String query, String header, String value) throws Exception {
        insert();
        HttpResponse<String> answer;
        try (Connection _ = holdRefreshesUp()) {
            answer = program.post("/api/refresh" + query, header, value);

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(Program.json(answer).get("state").asString()).isEqualTo("running");
            assertThat(state(answer)).isEqualTo("running");
        }
        Until.asserted(() -> assertThat(state(answer)).isEqualTo("done"));
        assertThat(counted()).isEqualTo(91);
    }

    @Test
    void isDoneWhereNothingWasLeftToBeCounted() {
        var answer = program.get("/api/refresh/" + Instant.now().minusSeconds(1));

        assertThat(Program.json(answer).get("state").asString()).isEqualTo("done");
    }

    @Test
    void manyWhoAskAtOnceShareARefreshAndAConnection() throws Exception {
        insert();
        long before = runs();
        try (ExecutorService programs = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            try (Connection _ = holdRefreshesUp()) {
                for (int i = 0; i < 50; i++) {
                    answers.add(programs.submit(() -> program.post("/api/refresh")));
                }
                Until.asserted(() -> assertThat(waiting()).isEqualTo(1));
                assertThat(program.get("/api/metrics/summary").statusCode()).isEqualTo(200);
                assertThat(waiting()).isEqualTo(1);
            }
            for (var answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        }
        assertThat(runs() - before).isBetween(1L, 50L);
        assertThat(counted()).isEqualTo(91);
    }

    @Test
    void allWhoShareARefreshAreInTheAudit() throws Exception {
        var other = Program.withKey(
                port,
                keys.create("Other", Set.of(KeyScope.REFRESH), null, TestUsers.WHO)
                        .secret());
        long before =
                db.sql("SELECT max(id) FROM audit_event").query(Long.class).single();
        List<HttpResponse<String>> asked = new ArrayList<>();
        try (Connection _ = holdRefreshesUp()) {
            asked.add(program.post("/api/refresh?wait=false"));
            Until.asserted(() -> assertThat(waiting()).isEqualTo(1));
            for (var who : List.of(other, program, other)) {
                asked.add(who.post("/api/refresh?wait=false"));
            }
        }
        for (var answer : asked) {
            Until.asserted(() -> assertThat(state(answer)).isEqualTo("done"));
        }

        Until.asserted(() -> assertThat(audited(before))
                .satisfiesExactlyInAnyOrder(
                        actor -> assertThat(actor).startsWith("Test ("),
                        actor -> assertThat(actor).startsWith("Test ("),
                        actor -> assertThat(actor).startsWith("Other (")));
    }

    @Test
    void aRefreshThatFailsIsSaid() throws Exception {
        insert();
        db.sql("ALTER MATERIALIZED VIEW mv_model_costs RENAME TO hidden").update();
        try {
            var answer = program.post("/api/refresh");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("The refresh failed").doesNotContain("Exception");
            assertThat(Program.json(program.get("/api/status"))
                            .get("failing")
                            .get("error")
                            .asString())
                    .contains("mv_model_costs");

            var asked = program.post("/api/refresh?wait=false");
            Until.asserted(() -> assertThat(state(asked)).isEqualTo("failed"));
        } finally {
            db.sql("ALTER MATERIALIZED VIEW hidden RENAME TO mv_model_costs").update();
        }
    }

    @Test
    void namesAParameterThatItDoesNotUnderstand() {
        assertThat(program.post("/api/refresh?wait=maybe").body()).contains("\"parameter\":\"wait\"");
        assertThat(program.get("/api/refresh/yesterday").statusCode()).isEqualTo(400);
    }

    private String state(HttpResponse<String> asked) {
        return Program.json(program.get(asked.headers().firstValue("Location").orElseThrow()))
                .get("state")
                .asString();
    }

    private Connection holdRefreshesUp() throws Exception {
        Connection blocker = dataSource.getConnection();
        blocker.setAutoCommit(false);
        try (var statement = blocker.createStatement()) {
            statement.execute("SELECT take_refresh_lock()");
        }
        return blocker;
    }

    private long waiting() {
        return db.sql(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%run_refresh%'")
                .query(Long.class)
                .single();
    }

    private List<String> audited(long after) {
        return db.sql("SELECT actor FROM audit_event WHERE action = 'refreshed' AND id > ? ORDER BY id")
                .param(after)
                .query(String.class)
                .list();
    }

    private long runs() {
        return db.sql("SELECT count(*) FROM refresh_run").query(Long.class).single();
    }

    private long counted() {
        return db.sql("SELECT sum(calls) FROM mv_daily_metrics")
                .query(Long.class)
                .single();
    }

    private void insert() {
        db.sql("INSERT INTO api_usage (model) VALUES ('new')").update();
    }
}
