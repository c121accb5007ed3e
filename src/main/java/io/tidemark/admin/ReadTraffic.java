package io.tidemark.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what came in lately and what refreshing it took. */
@Component
class ReadTraffic {

    private static final Duration LOOKS_BACK = Duration.ofDays(1);
    private static final long MOST_CALLS = 1_000_000;

    private final JdbcClient jdbc;

    ReadTraffic(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Traffic read(String cron) {
        var span = span();
        var arrivals = new Arrivals(span.from(), span.until(), batches(span.from()));
        return new Traffic(arrivals, scheduledRuns(cron, span), refreshes(), lag());
    }

    private record Span(Instant from, Instant until) {}

    /** A day; less of it where a day has more calls than a page can wait for. */
    private Span span() {
        long calls = jdbc.sql("""
                        SELECT coalesce(sum(calls), 0) FROM usage_rollup
                        WHERE grain = 'hour_total' AND bucket > now() - interval '1 day'""").query(Long.class).single();
        long parts = Math.max(1, Math.ceilDiv(calls, MOST_CALLS));
        var now = jdbc.sql("SELECT clock_timestamp()").query(Instant.class).single();
        return new Span(now.minus(LOOKS_BACK.dividedBy(parts)), now);
    }

    private List<Arrivals.Batch> batches(Instant from) {
        return jdbc.sql("""
                        SELECT floor(10 * extract(epoch FROM received_at - :from))::double precision / 10 AS second,
                            count(*) AS calls
                        FROM usage_calls()
                        WHERE received_at >= :from AND created_at >= :from -- which an index knows; imports of older calls are no traffic
                        GROUP BY 1
                        ORDER BY 1""")
                .param("from", from.atOffset(ZoneOffset.UTC))
                .query(Rows.of(Arrivals.Batch.class))
                .list();
    }

    /** Up to the first run after the last arrival. */
    private List<Double> scheduledRuns(String cron, Span span) {
        return jdbc.sql("""
                        SELECT extract(epoch FROM run - :from)::double precision
                        FROM cron_runs(:cron, :from, cron_next_run(:cron, :until), 1500) AS run""")
                .param("cron", cron)
                .param("from", span.from().atOffset(ZoneOffset.UTC))
                .param("until", span.until().atOffset(ZoneOffset.UTC))
                .query((row, _) -> row.getDouble(1))
                .list();
    }

    private Traffic.Refreshes refreshes() {
        return jdbc.sql("""
                        SELECT count(*), coalesce(sum(duration_ms), 0) AS total_ms,
                            percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) FILTER (
                                WHERE rows_taken > 0 AND reason NOT IN ('rebuild', 'repair', 'recount')) AS usual_ms
                        FROM refresh_run
                        WHERE started_at > now() - interval '1 day' AND error IS NULL""").query(Traffic.Refreshes.class).single();
    }

    /** Of the oldest call that each refresh took in, since the strategy in force was switched to. */
    private Lag lag() {
        return jdbc.sql("""
                        SELECT waited_p50_ms / 1000 AS p50, waited_p95_ms / 1000 AS p95, waited_p99_ms / 1000 AS p99,
                            refreshes AS calls
                        FROM analytics_lag_status
                        WHERE strategy = (SELECT strategy FROM refresh_settings)""").query(Rows.of(Lag.class)).optional().orElse(Lag.UNKNOWN);
    }
}
