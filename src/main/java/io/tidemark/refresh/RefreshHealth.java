package io.tidemark.refresh;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Down while the views are older than the strategy promises; its details name the cause. */
@Component("refresh")
class RefreshHealth implements HealthIndicator {

    private final JdbcClient jdbc;

    RefreshHealth(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Health health() {
        Status status = jdbc.sql("SELECT strategy, overdue, lag_seconds, failures FROM analytics_refresh_status")
                .query(Status.class)
                .single();
        Health.Builder health = (status.overdue() ? Health.down() : Health.up())
                .withDetail("strategy", status.strategy())
                .withDetail("lagSeconds", status.lagSeconds())
                .withDetail("failures", status.failures());
        if (status.overdue()) {
            health.withDetail("cause", causes());
        }
        return health.build();
    }

    private String causes() {
        return jdbc.sql("SELECT string_agg(cause || ': ' || detail, '; ') FROM explain_staleness()")
                .query(String.class)
                .single();
    }

    private record Status(String strategy, boolean overdue, double lagSeconds, long failures) {}
}
