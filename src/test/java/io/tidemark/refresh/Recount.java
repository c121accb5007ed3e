package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts the four views anew with plain SQL over the raw calls, sharing nothing with the product, and compares. */
final class Recount {

    private static final String CALLS = """
            WITH calls AS (
                SELECT (created_at AT TIME ZONE :zone)::date AS day,
                    coalesce(nullif(provider, ''), 'unknown') AS provider,
                    coalesce(nullif(model, ''), 'unknown') AS model,
                    nullif(user_id, '') AS user_id,
                    coalesce(lower(status COLLATE "C"), 'none') NOT IN ('success', 'succeeded', 'successful', 'ok',
                        'completed', '200', '201', '202', '204') AS failed,
                    prompt_tokens, completion_tokens, total_cost, latency_ms, created_at
                FROM %s AS source
                WHERE (created_at AT TIME ZONE :zone)::date
                    BETWEEN (now() AT TIME ZONE :zone)::date - 29 AND (now() AT TIME ZONE :zone)::date
            )
            """;

    private static final String LATENCIES = """
            avg(latency_ms) AS avg_latency_ms,
            percentile_disc(0.50) WITHIN GROUP (ORDER BY latency_ms) AS p50_latency_ms,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95_latency_ms,
            percentile_disc(0.99) WITHIN GROUP (ORDER BY latency_ms) AS p99_latency_ms
            """;

    private static final Map<String, String> VIEWS = Map.of(
            "mv_daily_metrics",
            """
            SELECT day, count(*) AS calls, count(*) FILTER (WHERE failed) AS errors,
                count(DISTINCT user_id) AS active_users, sum(prompt_tokens) AS prompt_tokens,
                sum(completion_tokens) AS completion_tokens,
                sum(prompt_tokens) + sum(completion_tokens) AS total_tokens,
                coalesce(sum(total_cost), 0) AS total_cost, count(*) - count(total_cost) AS unpriced_calls,
            """ + LATENCIES + "FROM calls GROUP BY day ORDER BY day",
            "mv_provider_performance",
            """
            SELECT provider, count(*) AS calls, count(*) FILTER (WHERE failed) AS errors,
                avg(CASE WHEN failed THEN 0 ELSE 1 END) AS success_rate, coalesce(sum(total_cost), 0) AS total_cost,
                count(*) - count(total_cost) AS unpriced_calls,
            """ + LATENCIES + "FROM calls GROUP BY provider ORDER BY provider COLLATE \"C\"",
            "mv_model_costs",
            """
            SELECT provider, model, count(*) AS calls, sum(prompt_tokens + completion_tokens) AS total_tokens,
                coalesce(sum(total_cost), 0) AS total_cost, count(*) - count(total_cost) AS unpriced_calls,
                avg(total_cost) AS cost_per_call,
                1000 * sum(total_cost) / nullif(sum(prompt_tokens + completion_tokens)
                    FILTER (WHERE total_cost IS NOT NULL), 0) AS cost_per_1k_tokens
            FROM calls GROUP BY provider, model ORDER BY provider COLLATE "C", model COLLATE "C"
            """,
            "mv_model_usage",
            """
            SELECT provider, model, count(*) AS calls, count(*) FILTER (WHERE failed) AS errors,
                count(DISTINCT user_id) AS active_users, sum(prompt_tokens) AS prompt_tokens,
                sum(completion_tokens) AS completion_tokens, max(created_at) AS last_used_at
            FROM calls GROUP BY provider, model ORDER BY provider COLLATE "C", model COLLATE "C"
            """);

    private Recount() {}

    /** Fails unless every cell of the views is what the raw calls in {@code api_usage} say, in UTC days. */
    static void assertViewsAreRight(JdbcClient jdbc) {
        assertViewsAreRight(jdbc, "api_usage", "UTC");
    }

    /**
     * Fails unless every cell of the views is what these raw calls say.
     *
     * @param source a table, or a subquery in parentheses
     * @param zone whose days count
     */
    static void assertViewsAreRight(JdbcClient jdbc, String source, String zone) {
        VIEWS.forEach((view, recount) -> {
            List<Map<String, Object>> expected = jdbc.sql(CALLS.formatted(source) + recount)
                    .param("zone", zone)
                    .query()
                    .listOfRows();
            String key = view.equals("mv_daily_metrics")
                    ? "day"
                    : view.equals("mv_provider_performance") ? "provider" : "provider, model";
            List<Map<String, Object>> found = jdbc.sql("SELECT * FROM " + view + " ORDER BY " + key)
                    .query()
                    .listOfRows();
            assertThat(keys(found, key)).as(view).isEqualTo(keys(expected, key));
            for (int row = 0; row < expected.size(); row++) {
                assertCellsAreRight(view, found.get(row), expected.get(row));
            }
        });
        assertThat(differences(jdbc)).as("verify_analytics_views()").isEmpty();
        assertThat(jdbc.sql("SELECT * FROM verify_user_sets() LIMIT 20").query().listOfRows())
                .as("verify_user_sets()")
                .isEmpty();
    }

    /** What {@code verify_analytics_views()} finds. */
    static List<Map<String, Object>> differences(JdbcClient jdbc) {
        return jdbc.sql("SELECT * FROM verify_analytics_views() LIMIT 20")
                .query()
                .listOfRows();
    }

    private static List<Map<String, Object>> keys(List<Map<String, Object>> rows, String key) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> cells = new LinkedHashMap<>();
                    for (String column : key.split(", ")) {
                        cells.put(column, row.get(column));
                    }
                    return cells;
                })
                .toList();
    }

    private static void assertCellsAreRight(String view, Map<String, Object> found, Map<String, Object> expected) {
        assertThat(found.keySet()).as(view).isEqualTo(expected.keySet());
        expected.forEach((column, value) -> {
            String cell = view + " " + expected.values().iterator().next() + " " + column;
            Object actual = found.get(column);
            if (value == null || !(value instanceof Number number)) {
                assertThat(actual).as(cell).isEqualTo(value);
            } else if (column.startsWith("p") && column.endsWith("_latency_ms")) {
                // The stated relative error of the bins, and nothing beside it.
                double exact = number.doubleValue();
                assertThat(((Number) actual).doubleValue()).as(cell).isCloseTo(exact, within(exact * 0.02 + 1e-9));
            } else {
                BigDecimal rounding = new BigDecimal(column.startsWith("avg") ? "0.0006" : "0.000001");
                assertThat(new BigDecimal(actual.toString()))
                        .as(cell)
                        .isCloseTo(new BigDecimal(value.toString()), within(rounding));
            }
        });
    }
}
