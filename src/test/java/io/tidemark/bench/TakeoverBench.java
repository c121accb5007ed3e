package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;
import static io.tidemark.bench.BenchServer.time;

import io.tidemark.database.Installation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;

/** How long the first start on an older installation's table takes: copying its calls, then counting them. */
final class TakeoverBench {

    private TakeoverBench() {}

    static Report run(BenchServer server, List<Long> sizes) throws SQLException {
        Report report = new Report("takeover");
        report.line("Seconds of a first start on an older installation's `api_usage`.");
        report.row("calls in it", "copying", "first refresh", "calls a second, both");
        for (long size : sizes) {
            String name = "takeover_" + size;
            try (Connection connection = server.emptyDatabase(name)) {
                System.err.printf("%,d calls: loading%n", size);
                execute(connection, """
                        CREATE TABLE api_usage (
                            id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid, service_type text,
                            provider text, model text, status text, total_cost numeric, latency_ms integer,
                            created_at timestamptz DEFAULT now());
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms,
                            created_at)
                        SELECT md5('user' || n %% 1300)::uuid, 'service-' || n %% 3, 'provider-' || n %% 5,
                            'model-' || n %% 20, 'success', round((random() * 0.02)::numeric, 6),
                            exp(6.5 + random_normal() * 0.8), now() - n * interval '90 days' / %1$d
                        FROM generate_series(1, %1$d) AS n;
                        ANALYZE""".formatted(size));
                System.err.printf("%,d calls: taking them over%n", size);
                long start = System.nanoTime();
                new Installation("public")
                        .configure(Flyway.configure())
                        .dataSource(server.url(name), "postgres", "")
                        .group(true)
                        .load()
                        .migrate();
                double copying = (System.nanoTime() - start) / 1e6;
                double refresh = time(connection, "SELECT refresh_analytics_views()");
                report.row(
                        "%,d".formatted(size),
                        "%.1f".formatted(copying / 1000),
                        "%.1f".formatted(refresh / 1000),
                        "%,.0f".formatted(size / (copying + refresh) * 1000));
            }
        }
        return report;
    }
}
