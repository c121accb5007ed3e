package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.Role;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What monitoring sees of the refresh. */
@HttpTest
class MonitoringTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    private String cookie;

    @BeforeEach
    void everythingIsCounted() {
        cookie = new TestUsers(jdbc).cookie(Role.ADMIN);
        Until.asserted(() ->
                assertThat(health().at("/components/refresh/status").asString()).isEqualTo("UP"));
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    @AfterEach
    void resume() {
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        Until.asserted(() -> assertThat(pending()).isFalse());
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void prometheusFindsEveryMetricOfTheRefresh() {
        Calls.insert(jdbc, 10);
        Until.asserted(() -> assertThat(metrics()).contains("tidemark_refresh_duration_seconds_count{reason="));

        Until.asserted(() -> assertThat(metrics())
                .contains("tidemark_refresh_rows_sum", "tidemark_refresh_failures_total ")
                .contains("tidemark_refresh_hints_received_total", "tidemark_refresh_hints_sent ")
                .contains("tidemark_refresh_unannounced_total")
                .contains("tidemark_refresh_insert_to_visible_seconds{strategy=\"TRIGGER\",quantile=\"0.99\"}")
                .contains("tidemark_refresh_pending 0.0", "tidemark_refresh_lag_seconds 0.0")
                .contains("tidemark_refresh_listening 1.0"));
    }

    @Test
    void pendingAndLagShowWhileNothingRefreshes() {
        pauseWithOldPendingCalls();

        Until.asserted(() -> assertThat(metrics())
                .contains("tidemark_refresh_pending 1.0")
                .containsPattern("tidemark_refresh_lag_seconds 36\\d\\d\\.0"));
    }

    @Test
    void aBrokenPromiseTurnsTheHealthDownAndNamesTheCause() {
        pauseWithOldPendingCalls();

        assertThat(health().at("/status").asString()).isEqualTo("DOWN");
        JsonNode refresh = health().at("/components/refresh");
        assertThat(refresh.at("/status").asString()).isEqualTo("DOWN");
        assertThat(refresh.at("/details/cause").asString())
                .startsWith("paused: paused by ")
                .endsWith(": maintenance");
        assertThat(refresh.at("/details/lagSeconds").asDouble()).isBetween(3600.0, 3700.0);
        assertThat(refresh.at("/details/strategy").asString()).isEqualTo("TRIGGER");
    }

    @Test
    void aSettingThatIsWrongTurnsTheHealthDownAndIsNamed() {
        jdbc.sql("ALTER TABLE analytics_settings DISABLE TRIGGER USER").update();
        jdbc.sql("UPDATE analytics_settings SET currency = 'BTC'").update();
        jdbc.sql("ALTER TABLE analytics_settings ENABLE TRIGGER USER").update();
        try {
            JsonNode refresh = health().at("/components/refresh");
            assertThat(refresh.at("/status").asString()).isEqualTo("DOWN");
            assertThat(refresh.at("/details/wrongSettings").asString()).startsWith("The setting currency is 'BTC'");
        } finally {
            jdbc.sql("UPDATE analytics_settings SET currency = 'USD'").update();
        }
    }

    @Test
    void aDatabaseThatWasNeverRefreshedIsDownForACauseToo() {
        jdbc.sql("SELECT pause_refresh('maintenance')").query().singleRow();

        // A check that was under way at the pause may still write that it has looked.
        Until.asserted(() -> {
            jdbc.sql("UPDATE analytics_state SET snapshot = NULL, as_of = NULL, checked_at = NULL")
                    .update();
            JsonNode refresh = health().at("/components/refresh");
            assertThat(refresh.at("/status").asString()).isEqualTo("DOWN");
            assertThat(refresh.at("/details/cause").asString()).startsWith("paused: paused by ");
        });
    }

    @Test
    void aStatusThatCannotBeReadIsDownForACauseToo() {
        jdbc.sql("ALTER VIEW analytics_refresh_status RENAME TO out_of_reach").update();
        try {
            JsonNode refresh = health().at("/components/refresh");
            assertThat(refresh.at("/status").asString()).isEqualTo("DOWN");
            assertThat(refresh.at("/details/error").asString()).contains("analytics_refresh_status");
        } finally {
            jdbc.sql("ALTER VIEW out_of_reach RENAME TO analytics_refresh_status")
                    .update();
        }
    }

    @Test
    void aFailingRefreshIsCounted() {
        Calls.insert(jdbc, 1);
        Until.asserted(() -> assertThat(pending()).isFalse());
        jdbc.sql("DROP INDEX mv_daily_metrics_key").update();
        try {
            Calls.insert(jdbc, 5);
            Until.asserted(() -> assertThat(metrics()).containsPattern("tidemark_refresh_failures_total [1-9]"));
            Until.asserted(() -> assertThat(
                            health().at("/components/refresh/details/failures").asLong())
                    .isPositive());
        } finally {
            jdbc.sql("CREATE UNIQUE INDEX mv_daily_metrics_key ON mv_daily_metrics (day)")
                    .update();
        }
    }

    private void pauseWithOldPendingCalls() {
        jdbc.sql("SELECT pause_refresh('maintenance')").query().singleRow();
        Calls.insert(jdbc, 5);
        jdbc.sql("""
                UPDATE analytics_state
                SET as_of = clock_timestamp() - interval '1 hour', checked_at = clock_timestamp() - interval '1 hour'""").update();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    private String metrics() {
        return get("/actuator/prometheus").body();
    }

    private JsonNode health() {
        return JsonMapper.shared().readTree(get("/actuator/health").body());
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .header("Cookie", cookie)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
