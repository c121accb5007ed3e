package io.tidemark.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.analytics.Metrics;
import io.tidemark.analytics.Totals;
import io.tidemark.analytics.UsageQuery;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The six figures of the executive summary.
 *
 * @param compared the part of the period that {@code previous} is compared with: without the hour that is still filling
 * @param previous as long a part of the period before
 */
record SummaryDocument(
        String view,
        @JsonUnwrapped Context context,
        Figures totals,
        Part compared,
        Part previous,
        @JsonIgnore String tag)
        implements Document {

    /** The figures of a stretch of time; null where there is no data. */
    record Figures(
            long calls,
            long errors,
            @JsonProperty("success_rate") @Nullable Double successRate,
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("total_tokens") long totalTokens,
            @JsonProperty("total_cost") BigDecimal totalCost,
            @JsonProperty("unpriced_calls") long unpricedCalls,
            @JsonProperty("active_users") long activeUsers,
            @JsonProperty("p50_latency_ms") @Nullable Double p50,
            @JsonProperty("p95_latency_ms") @Nullable Double p95,
            @JsonProperty("p99_latency_ms") @Nullable Double p99) {

        static Figures of(Totals totals) {
            var sums = totals.sums();
            var latency = totals.latency();
            return new Figures(
                    sums.calls(),
                    sums.errors(),
                    sums.successRate(),
                    sums.promptTokens(),
                    sums.completionTokens(),
                    sums.tokens(),
                    sums.cost(),
                    sums.unpricedCalls(),
                    totals.activeUsers(),
                    latency.p50(),
                    latency.p95(),
                    latency.p99());
        }
    }

    /** A part of a period. */
    record Part(Instant from, Instant to, @JsonUnwrapped Figures figures) {}

    static SummaryDocument of(Metrics.Summary summary, UsageQuery query) {
        var period = summary.period();
        return new SummaryDocument(
                "summary",
                Context.of(summary.edition(), period, query.range(), query.filter()),
                Figures.of(summary.totals()),
                new Part(period.start(), period.comparedUpTo(), Figures.of(summary.compared())),
                new Part(period.previousStart(), period.previousUpTo(), Figures.of(summary.previous())),
                EntityTag.of("summary", query, summary.edition(), period));
    }
}
