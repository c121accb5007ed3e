package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.CELLS;
import static io.tidemark.analytics.Parameters.timestamp;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the rollup cells of a period, services added up. */
final class ReadCells {

    private static final int OPTION_DAYS = 30;

    private final JdbcClient jdbc;

    ReadCells(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Cells cells(Period period, UsageFilter filter) {
        var cells = new Cells(period.buckets());
        jdbc.sql("SELECT r.bucket, r.provider, r.model, " + Sums.COLUMNS + " FROM " + CELLS
                        + " GROUP BY r.bucket, r.provider, r.model")
                .params(Parameters.of(List.of(period.shown()), filter, true))
                .query(row -> {
                    cells.add(
                            row.getObject("bucket", OffsetDateTime.class).toInstant(),
                            new ModelName(row.getString("provider"), row.getString("model")),
                            Sums.from(row));
                });
        return cells;
    }

    Options options(Period period) {
        var names = jdbc.sql("""
                        SELECT DISTINCT service_type, provider, model
                        FROM usage_rollup
                        WHERE grain = 'day' AND bucket >= :from AND bucket < :to AND calls > 0
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
