package io.tidemark.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A materialized view.
 *
 * @param rows null while it is not populated
 * @param durationMs of the last refresh that changed it
 * @param uniqueIndex what CONCURRENTLY needs
 */
record ViewStatus(
        String view,
        @Nullable Long rows,
        long sizeBytes,
        @Nullable Instant lastRefresh,
        @Nullable Double durationMs,
        boolean populated,
        @Nullable String uniqueIndex) {

    static final String QUERY = """
            SELECT view, rows, size_bytes, last_refresh, duration_ms, populated, unique_index
            FROM analytics_view_status
            ORDER BY array_position('{mv_daily_metrics,mv_provider_performance,mv_model_costs,mv_model_usage}'::name[], view)""";
}
