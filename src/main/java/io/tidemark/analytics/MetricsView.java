package io.tidemark.analytics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The four materialized views, and what their columns are over any other period or filter. */
public enum MetricsView {
    DAILY_METRICS("bucket", """
            day_of(bucket, :zone) AS day,
            bucket AS starts_at,
            calls,
            errors,
            coalesce(active_users, 0)::bigint AS active_users,
            prompt_tokens,
            completion_tokens,
            prompt_tokens + completion_tokens AS total_tokens,
            total_cost,
            unpriced_calls,
            avg_latency_ms,
            p50 AS p50_latency_ms,
            p95 AS p95_latency_ms,
            p99 AS p99_latency_ms
            """, """
            day,
            midnight(day, :zone) AS starts_at,
            calls,
            errors,
            active_users,
            prompt_tokens,
            completion_tokens,
            total_tokens,
            total_cost,
            unpriced_calls,
            avg_latency_ms,
            p50_latency_ms,
            p95_latency_ms,
            p99_latency_ms
            """, "starts_at"),
    PROVIDER_PERFORMANCE("provider", """
            provider,
            calls,
            errors,
            round((calls - errors)::numeric / calls, 6) AS success_rate,
            total_cost,
            unpriced_calls,
            avg_latency_ms,
            p50 AS p50_latency_ms,
            p95 AS p95_latency_ms,
            p99 AS p99_latency_ms
            """, "calls DESC, provider"),
    MODEL_COSTS("provider, model", """
            provider,
            model,
            calls,
            prompt_tokens + completion_tokens AS total_tokens,
            total_cost,
            unpriced_calls,
            round(total_cost / nullif(calls - unpriced_calls, 0), 12) AS cost_per_call,
            round(1000 * total_cost / nullif(priced_tokens, 0), 12) AS cost_per_1k_tokens
            """, "total_cost DESC, calls DESC, provider, model"),
    MODEL_USAGE("provider, model", """
            provider,
            model,
            calls,
            errors,
            coalesce(active_users, 0)::bigint AS active_users,
            prompt_tokens,
            completion_tokens,
            last_used_at
            """, "calls DESC, provider, model");

    final String key;
    final String columns;
    final String viewColumns;
    final String order;

    MetricsView(String key, String columns, String viewColumns, String order) {
        this.key = key;
        this.columns = columns;
        this.viewColumns = viewColumns;
        this.order = order;
    }

    MetricsView(String key, String columns, String order) {
        this(key, columns, "*", order);
    }

    /** How addresses call it: {@code daily-metrics}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How the database calls it: {@code mv_daily_metrics}. */
    public String relation() {
        return "mv_" + name().toLowerCase(Locale.ROOT);
    }

    /** The view of this name, be it the one in addresses or the database's. */
    public static Optional<MetricsView> named(String name) {
        return Arrays.stream(values())
                .filter(view -> view.slug().equals(name) || view.relation().equals(name))
                .findFirst();
    }

    /** The names in addresses. */
    public static List<String> slugs() {
        return Arrays.stream(values()).map(MetricsView::slug).toList();
    }
}
