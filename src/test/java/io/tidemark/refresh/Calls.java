package io.tidemark.refresh;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Calls for the tests of this package, and what the views make of them. */
final class Calls {

    private static final String INSERT = """
            INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status, prompt_tokens,
                completion_tokens, total_cost, latency_ms)
            SELECT now() - n * interval '29 days' / :count, 'u' || n % 7, 's' || n % 2, 'p' || n % 3, 'm' || n % 5,
                CASE n % 11 WHEN 0 THEN 'error' ELSE 'success' END, n, n * 2, n * 0.001, n * 37.5
            FROM generate_series(1, :count) AS n""";

    private Calls() {}

    /** Inserts calls of several days, providers, models and users. */
    static void insert(JdbcClient jdbc, int count) {
        jdbc.sql(INSERT).param("count", count).update();
    }

    /** Inserts, changes and deletes. */
    static void churn(JdbcClient jdbc) {
        insert(jdbc, 100);
        jdbc.sql("UPDATE api_usage SET model = 'other', latency_ms = 1 WHERE id % 4 = 0")
                .update();
        jdbc.sql("DELETE FROM api_usage WHERE id % 9 = 0").update();
    }

    /** How many calls the views count. */
    static long counted(JdbcClient jdbc) {
        return jdbc.sql("SELECT coalesce(sum(calls), 0) FROM mv_daily_metrics")
                .query(Long.class)
                .single();
    }

    /** Every row of the four views and the instant they are true for, as text to compare. */
    static List<String> figures(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT to_jsonb(v)::text FROM mv_daily_metrics v
                UNION ALL SELECT to_jsonb(v)::text FROM mv_provider_performance v
                UNION ALL SELECT to_jsonb(v)::text FROM mv_model_costs v
                UNION ALL SELECT to_jsonb(v)::text FROM mv_model_usage v
                UNION ALL SELECT as_of::text FROM analytics_state
                ORDER BY 1""").query(String.class).list();
    }

    static void refresh(JdbcClient jdbc) {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }
}
