package io.tidemark.refresh;

import static org.springframework.boot.health.contributor.Status.DOWN;
import static org.springframework.boot.health.contributor.Status.UP;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Down while the views are older than the strategy promises or a setting is wrong; its details name the cause. */
@Component("refresh")
class RefreshHealth extends AbstractHealthIndicator {

    private final JdbcClient jdbc;

    RefreshHealth(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Status status = jdbc.sql(
                        "SELECT strategy, overdue, lag_seconds, failures, wrong_settings FROM analytics_refresh_status")
                .query(Status.class)
                .single();
        health.status(status.overdue() || status.wrongSettings() != null ? DOWN : UP)
                .withDetail("strategy", status.strategy())
                .withDetail("failures", status.failures());
        if (status.lagSeconds() != null) {
            health.withDetail("lagSeconds", status.lagSeconds());
        }
        if (status.wrongSettings() != null) {
            health.withDetail("wrongSettings", status.wrongSettings());
        }
        if (status.overdue()) {
            health.withDetail("cause", causes());
        }
        List<String> drift = jdbc.sql("SELECT finding FROM find_drift()")
                .query((row, number) -> row.getString("finding"))
                .list();
        if (!drift.isEmpty()) {
            health.withDetail("drift", drift);
        }
    }

    private String causes() {
        return jdbc.sql("SELECT string_agg(cause || ': ' || detail, '; ') FROM explain_staleness()")
                .query(String.class)
                .single();
    }

    /** The lag is null before the first refresh. */
    private record Status(
            String strategy,
            boolean overdue,
            @Nullable Double lagSeconds,
            long failures,
            @Nullable String wrongSettings) {}
}
