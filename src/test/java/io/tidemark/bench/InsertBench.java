package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;
import static io.tidemark.bench.BenchServer.median;
import static io.tidemark.bench.BenchServer.time;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What writers pay: inserts a second without a trigger, with the older system's trigger that notifies in every
 * transaction, with ours, and under CRON. Ours is measured three times: with the gate closed, as the application keeps
 * it while calls arrive; with the refresh beside it, which takes its own part of the processors; and with the gate
 * open, as it is when no application runs. The variants take turns, so that what else the machine does meets all.
 */
final class InsertBench {

    private enum Variant {
        NONE("no trigger"),
        NAIVE("notify in every transaction"),
        TRIGGER("Tidemark's trigger"),
        REFRESHING("the same, refreshing beside it"),
        ALONE("the same, no application running"),
        CRON("under CRON");

        private final String label;

        Variant(String label) {
            this.label = label;
        }

        private String strategy() {
            return switch (this) {
                case TRIGGER, REFRESHING, ALONE -> "TRIGGER";
                case NONE, NAIVE, CRON -> "CRON";
            };
        }
    }

    private static final String INSERT = """
            INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
            SELECT 'user-7', 'chat', 'openai', 'gpt-4o', 'success', 0.0125, 840 FROM generate_series(1, ?)""";

    private static final String CLOSE_GATE = "SELECT pg_advisory_lock(hint_gate())";
    private static final int ROUNDS = 9;
    private static final long ROUND_MS = 1_000;

    private final BenchServer server;
    private final Connection admin;

    private InsertBench(BenchServer server, Connection admin) {
        this.server = server;
        this.admin = admin;
    }

    static Report run(BenchServer server) throws Exception {
        Report report = new Report("insert");
        report.line("Transactions a second, median of " + ROUNDS + " rounds of " + ROUND_MS / 1000
                + " s in which the variants took turns; in brackets the median of the rounds' ratios to no trigger.");
        List<String> heads = new ArrayList<>(List.of("clients × rows"));
        for (Variant variant : Variant.values()) {
            heads.add(variant.label);
        }
        report.row(heads.toArray(String[]::new));
        try (Connection admin = server.database("inserts")) {
            InsertBench bench = new InsertBench(server, admin);
            execute(admin, "SELECT refresh_analytics_views()");
            execute(admin, """
                    CREATE FUNCTION notify_always() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_notify(''refresh_analytics'', ''''); RETURN NULL; END';
                    CREATE TRIGGER notify_always AFTER INSERT ON api_usage
                        FOR EACH STATEMENT EXECUTE FUNCTION notify_always();
                    ALTER TABLE ONLY api_usage DISABLE TRIGGER notify_always""");
            for (int[] load : new int[][] {{1, 1}, {8, 1}, {32, 1}, {8, 1_000}}) {
                bench.measure(load[0], load[1], report);
            }
        }
        return report;
    }

    private void measure(int clients, int rows, Report report) throws Exception {
        Map<Variant, double[]> rates = new EnumMap<>(Variant.class);
        for (Variant variant : Variant.values()) {
            rates.put(variant, new double[ROUNDS]);
        }
        for (int round = 0; round < ROUNDS; round++) {
            System.err.printf("%d clients, %d rows, round %d of %d%n", clients, rows, round + 1, ROUNDS);
            // Another order each time: none is always the one after a pause.
            for (int turn = 0; turn < Variant.values().length; turn++) {
                Variant variant = Variant.values()[(turn + round) % Variant.values().length];
                rates.get(variant)[round] = rate(variant, clients, rows);
            }
        }
        List<String> cells = new ArrayList<>(List.of(clients + " × " + rows));
        for (Variant variant : Variant.values()) {
            double[] ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ratios[round] = rates.get(variant)[round] / rates.get(Variant.NONE)[round];
            }
            String rate = "%,.0f".formatted(median(rates.get(variant)));
            cells.add(variant == Variant.NONE ? rate : "%s (%.2f)".formatted(rate, median(ratios)));
        }
        System.err.println(cells);
        report.row(cells.toArray(String[]::new));
    }

    private double rate(Variant variant, int clients, int rows) throws Exception {
        execute(
                admin,
                "TRUNCATE api_usage, api_usage_stale_range; SELECT set_refresh_strategy('%s')"
                        .formatted(variant.strategy()));
        execute(
                admin,
                "ALTER TABLE ONLY api_usage %s TRIGGER notify_always"
                        .formatted(variant == Variant.NAIVE ? "ENABLE" : "DISABLE"));
        execute(admin, "SELECT rebuild_analytics_views(); CHECKPOINT");
        AtomicLong committed = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(clients + 1);
        try {
            List<Connection> connections = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                connections.add(server.connect("inserts"));
            }
            long end = System.nanoTime() + ROUND_MS * 1_000_000;
            List<Future<?>> running = new ArrayList<>();
            if (variant == Variant.TRIGGER || variant == Variant.REFRESHING) {
                execute(admin, CLOSE_GATE);
            }
            if (variant == Variant.REFRESHING) {
                running.add(threads.submit(() -> refreshUntil(end)));
            }
            for (Connection connection : connections) {
                running.add(threads.submit(() -> insertUntil(end, connection, rows, committed)));
            }
            for (Future<?> client : running) {
                client.get();
            }
            execute(admin, "SELECT pg_advisory_unlock_all()");
            double seconds = ROUND_MS / 1000.0;
            for (Connection connection : connections) {
                connection.close();
            }
            return committed.get() / seconds;
        } finally {
            threads.shutdown();
        }
    }

    /** What the application's loop does under load: refreshing takes a fifth of the time. */
    private Void refreshUntil(long end) throws SQLException {
        try (Connection connection = server.connect("inserts")) {
            while (System.nanoTime() < end) {
                double refresh = time(connection, "SELECT run_refresh('check', 'bench', only_if_pending => true)");
                LockSupport.parkNanos((long) (4 * refresh * 1e6));
            }
        }
        return null;
    }

    private static Void insertUntil(long end, Connection connection, int rows, AtomicLong committed)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, rows);
            while (System.nanoTime() < end) {
                insert.executeUpdate();
                if (System.nanoTime() < end) {
                    committed.incrementAndGet();
                }
            }
        }
        return null;
    }
}
