package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;
import static io.tidemark.bench.BenchServer.time;

import io.tidemark.database.Installation;
import io.tidemark.database.takeover.Takeover;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What a first start on an older installation's table takes: how long its writers wait for it, how long its indexes take,
 * and how long it is until all is counted.
 */
final class TakeoverBench {

    private TakeoverBench() {}

    static Report run(BenchServer server, List<Long> sizes) throws SQLException {
        Report report = new Report("takeover");
        report.line("A first start on an older installation's `api_usage`, which a session goes on inserting into.");
        report.row(
                "calls in it",
                "start, s",
                "first refresh, s",
                "longest INSERT before, ms",
                "longest INSERT during, ms");
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
                double before;
                try (Writer writer = new Writer(server.url(name))) {
                    pause();
                    before = writer.longestMs();
                }
                System.err.printf("%,d calls: taking them over%n", size);
                double start;
                double during;
                try (Writer writer = new Writer(server.url(name))) {
                    start = takeOver(server.url(name));
                    during = writer.longestMs();
                }
                double refresh = time(connection, "SELECT refresh_analytics_views()");
                report.row(
                        "%,d".formatted(size),
                        "%.1f".formatted(start / 1000),
                        "%.1f".formatted(refresh / 1000),
                        "%.0f".formatted(before),
                        "%.0f".formatted(during));
            }
        }
        return report;
    }

    private static double takeOver(String url) {
        var dataSource = new DriverManagerDataSource(url, "postgres", "");
        var installation = new Installation("public");
        var takeover = new Takeover(dataSource, installation, null, Duration.ofMinutes(1));
        long start = System.nanoTime();
        takeover.sayOrRefuse();
        installation
                .configure(Flyway.configure())
                .dataSource(dataSource)
                .group(true)
                .load()
                .migrate();
        takeover.complete();
        return (System.nanoTime() - start) / 1e6;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Inserts one call after the other. */
    private static final class Writer implements AutoCloseable {

        private volatile boolean stopped;
        private volatile long longestNanos;
        private final CompletableFuture<Void> work;

        Writer(String url) {
            work = CompletableFuture.runAsync(
                    () -> write(url), task -> Thread.ofPlatform().start(task));
        }

        private void write(String url) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                    Statement statement = connection.createStatement()) {
                while (!stopped) {
                    long began = System.nanoTime();
                    statement.execute("""
                            INSERT INTO public.api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                            VALUES (gen_random_uuid(), 'service-1', 'provider-1', 'model-1', 'success', 0.01, 700)""");
                    longestNanos = Math.max(longestNanos, System.nanoTime() - began);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        double longestMs() {
            return longestNanos / 1e6;
        }

        @Override
        public void close() {
            stopped = true;
            work.join();
        }
    }
}
