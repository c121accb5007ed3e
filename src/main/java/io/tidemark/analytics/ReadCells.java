package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.timestamp;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the rollup cells of a period, each once. */
final class ReadCells {

    private static final int OPTION_DAYS = 30;

    private final JdbcClient jdbc;

    ReadCells(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cell, or what several services have of it together. */
    record Cell(
            int parts,
            int sign,
            Instant bucket,
            ModelName name,
            Sums sums,
            long pricedTokens,
            @Nullable Instant lastUsed,
            ByteBuffer latencyBins,
            ByteBuffer latencyBinCalls) {

        private static Cell from(ResultSet row) throws SQLException {
            return new Cell(
                    row.getInt("part"),
                    row.getInt("sign"),
                    bucketOf(row),
                    nameOf(row),
                    Sums.from(row),
                    row.getLong("priced_tokens"),
                    ReadFreshness.instant(row, "last_used_at"),
                    ByteBuffer.wrap(row.getBytes("latency_bins")),
                    ByteBuffer.wrap(row.getBytes("latency_bin_calls")));
        }
    }

    /**
     * Adds the period up. Latencies are merged here: PostgreSQL would take their arrays apart, row by row, once for
     * each way of adding them up.
     */
    Tallies tallies(Period period, UsageFilter filter, boolean inDetail) {
        var tallies = new Tallies(period.buckets(), inDetail);
        jdbc.sql("""
                        SELECT s.part, s.sign, r.bucket, r.provider, r.model, r.calls, r.errors, r.prompt_tokens,
                            r.completion_tokens, r.total_cost, r.unpriced_calls, r.priced_tokens, r.last_used_at,
                            array_send(r.latency_bins) AS latency_bins,
                            array_send(r.latency_bin_calls) AS latency_bin_calls
                        FROM\s""" + Parameters.cells(filter))
                .params(Parameters.of(period.sums(), filter, inDetail))
                .query(row -> {
                    tallies.add(Cell.from(row));
                });
        return tallies;
    }

    /** The sums of each model in each bucket. */
    Cells cells(Period period, UsageFilter filter) {
        var cells = new Cells(period.buckets());
        jdbc.sql("SELECT r.bucket, r.provider, r.model, " + Sums.COLUMNS + " FROM " + Parameters.cells(filter)
                        + " GROUP BY r.bucket, r.provider, r.model")
                .params(Parameters.of(List.of(period.shown()), filter, true))
                .query(row -> {
                    cells.add(bucketOf(row), nameOf(row), Sums.from(row));
                });
        return cells;
    }

    static Instant bucketOf(ResultSet row) throws SQLException {
        return row.getObject("bucket", OffsetDateTime.class).toInstant();
    }

    static ModelName nameOf(ResultSet row) throws SQLException {
        return new ModelName(row.getString("provider"), row.getString("model"));
    }

    /** What there is to filter by. A cell is there only while it has calls, so the key alone answers. */
    Options options(Period period) {
        // Not a plain "<": between two unknown instants the planner expects a few rows, and sorts all that there are.
        var names = jdbc.sql("""
                        SELECT DISTINCT service_type, provider, model
                        FROM usage_rollup
                        WHERE grain = 'day' AND bucket >= :from AND (bucket < :to) IS TRUE
                        ORDER BY provider, model, service_type
                        """)
                .param("from", timestamp(period.start().minus(OPTION_DAYS, ChronoUnit.DAYS)))
                .param("to", timestamp(period.end()))
                .query((row, _) ->
                        List.of(row.getString("service_type"), row.getString("provider"), row.getString("model")))
                .list();
        return new Options(
                names.stream()
                        .map(name -> new ModelName(name.get(1), name.get(2)))
                        .distinct()
                        .toList(),
                names.stream().map(List::getFirst).distinct().sorted().toList());
    }
}
