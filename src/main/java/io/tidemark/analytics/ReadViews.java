package io.tidemark.analytics;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the landing page's breakdown from the four materialized views. */
final class ReadViews {

    private final JdbcClient jdbc;

    ReadViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Breakdown breakdown(Cells cells, ZoneId zone) {
        var models = models();
        return new Breakdown(cells, points(zone), providers(models), models);
    }

    private Map<Instant, Breakdown.Point> points(ZoneId zone) {
        var points = new HashMap<Instant, Breakdown.Point>();
        jdbc.sql("""
                        SELECT midnight(day, :zone) AS starts_at, active_users, p50_latency_ms, p95_latency_ms, p99_latency_ms
                        FROM mv_daily_metrics
                        """).param("zone", zone.getId()).query(row -> {
            points.put(
                    Parameters.instant(row, "starts_at"),
                    new Breakdown.Point(row.getLong("active_users"), Percentiles.from(row, "_latency_ms")));
        });
        return points;
    }

    private List<ProviderFigures> providers(List<ModelFigures> models) {
        return jdbc.sql("""
                        SELECT provider, calls, errors, total_cost, p50_latency_ms, p95_latency_ms, p99_latency_ms
                        FROM mv_provider_performance
                        ORDER BY calls DESC, provider
                        """)
                .query((row, _) -> {
                    var provider = row.getString("provider");
                    var ofModels = Sums.of(models.stream()
                            .filter(model -> model.name().provider().equals(provider))
                            .map(ModelFigures::sums)
                            .toList());
                    var sums = new Sums(
                            row.getLong("calls"),
                            row.getLong("errors"),
                            ofModels.promptTokens(),
                            ofModels.completionTokens(),
                            row.getBigDecimal("total_cost"),
                            ofModels.unpricedCalls());
                    return new ProviderFigures(provider, sums, Percentiles.from(row, "_latency_ms"));
                })
                .list();
    }

    private List<ModelFigures> models() {
        return jdbc.sql("""
                        SELECT
                            provider,
                            model,
                            u.calls,
                            u.errors,
                            u.prompt_tokens,
                            u.completion_tokens,
                            c.total_cost,
                            c.unpriced_calls,
                            c.cost_per_call,
                            c.cost_per_1k_tokens,
                            u.active_users,
                            u.last_used_at
                        FROM mv_model_usage AS u
                        JOIN mv_model_costs AS c USING (provider, model)
                        ORDER BY c.total_cost DESC, u.calls DESC, provider, model
                        """)
                .query((row, _) -> ModelFigures.from(row, row.getLong("active_users")))
                .list();
    }
}
