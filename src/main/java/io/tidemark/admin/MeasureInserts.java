package io.tidemark.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.stream.DoubleStream;

/**
 * Times transactions that insert one call, one after the other, into copies of api_usage: without a hint trigger, with
 * one while the gate is closed, with one that hints. The three take turns, so that what else the server does meets all.
 */
final class MeasureInserts {

    private static final int TURNS = 40;
    private static final int INSERTS_A_TURN = 20;
    private static final long MOST_NANOS = 6_000_000_000L;

    private enum Kind {
        PLAIN("insert_scratch"),
        GATED("insert_scratch_hinting"),
        HINTING("insert_scratch_hinting");

        private final String table;

        Kind(String table) {
            this.table = table;
        }
    }

    /** Median microseconds of each kind, of so many inserts. */
    record Result(int inserts, double plainUs, double gatedUs, double hintingUs) {}

    private final Connection inserting;
    private final Connection gate;
    private final Map<Kind, double[]> times = new EnumMap<>(Kind.class);
    private int turn;

    /**
     * Measures with two sessions.
     *
     * @param gate holds the gate while it is closed, and does nothing else
     */
    MeasureInserts(Connection inserting, Connection gate) {
        this.inserting = inserting;
        this.gate = gate;
        for (var kind : Kind.values()) {
            times.put(kind, new double[TURNS * INSERTS_A_TURN]);
        }
    }

    Result run(DoubleConsumer progress) throws SQLException {
        long end = System.nanoTime() + MOST_NANOS;
        try (var statements = new Statements()) {
            for (var kind : Kind.values()) {
                insert(kind, statements.of(kind), false); // not counted: plans and caches warm up
            }
            for (turn = 0; turn < TURNS && System.nanoTime() < end; turn++) {
                progress.accept((double) turn / TURNS);
                for (int place = 0; place < Kind.values().length; place++) {
                    var kind = Kind.values()[(place + turn) % Kind.values().length];
                    insert(kind, statements.of(kind), true);
                }
            }
        }
        return new Result(turn * INSERTS_A_TURN, median(Kind.PLAIN), median(Kind.GATED), median(Kind.HINTING));
    }

    private void insert(Kind kind, PreparedStatement statement, boolean counted) throws SQLException {
        if (kind == Kind.GATED) {
            execute("SELECT pg_advisory_lock(scratch_gate())");
        }
        try {
            for (int i = 0; i < INSERTS_A_TURN; i++) {
                long began = System.nanoTime();
                statement.executeUpdate();
                if (counted) {
                    timesOf(kind)[turn * INSERTS_A_TURN + i] = (System.nanoTime() - began) / 1_000.0;
                }
            }
        } finally {
            if (kind == Kind.GATED) {
                execute("SELECT pg_advisory_unlock_all()");
            }
        }
    }

    private double[] timesOf(Kind kind) {
        return Objects.requireNonNull(times.get(kind));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = gate.createStatement()) {
            statement.execute(sql);
        }
    }

    private double median(Kind kind) {
        return DoubleStream.of(Arrays.copyOf(timesOf(kind), turn * INSERTS_A_TURN))
                .sorted()
                .skip(turn * INSERTS_A_TURN / 2)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** One prepared statement a kind. */
    private final class Statements implements AutoCloseable {

        private final Map<Kind, PreparedStatement> prepared = new EnumMap<>(Kind.class);

        PreparedStatement of(Kind kind) throws SQLException {
            var known = prepared.get(kind);
            if (known == null) {
                known = inserting.prepareStatement("""
                        INSERT INTO %s (user_id, service_type, provider, model, status, prompt_tokens,
                            completion_tokens, total_cost, latency_ms)
                        VALUES ('user-7', 'chat', 'openai', 'gpt-4o', 'success', 1200, 350, 0.0125, 840)""".formatted(kind.table));
                prepared.put(kind, known);
            }
            return known;
        }

        @Override
        public void close() throws SQLException {
            for (var statement : prepared.values()) {
                statement.close();
            }
        }
    }
}
