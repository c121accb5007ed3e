package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Latencies in milliseconds that half, 95 % and 99 % of the calls stay under; null without any latency. */
public record Percentiles(
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99) {

    public static final Percentiles NONE = new Percentiles(null, null, null);

    static Percentiles from(ResultSet row, String suffix) throws SQLException {
        return new Percentiles(
                row.getObject("p50" + suffix, Double.class),
                row.getObject("p95" + suffix, Double.class),
                row.getObject("p99" + suffix, Double.class));
    }
}
