package io.tidemark.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the run history: page by page for the table, in stretches of time for the chart. */
@Component
class History {

    static final int COLUMNS = 96;

    /** The table can be scrolled so far. */
    private static final int MOST_RUNS = 20_000;

    /** Which runs. */
    enum Filter {
        ALL("All", "true"),
        BY_HAND("By hand", "reason IN ('manual', 'rebuild', 'repair', 'import', 'undo import')"),
        FAILED("Failed", "error IS NOT NULL");

        final String label;
        private final String condition;

        Filter(String label, String condition) {
            this.label = label;
            this.condition = condition;
        }
    }

    /** How far back the chart looks. */
    enum Range {
        TWO_HOURS("2 h", Duration.ofHours(2)),
        DAY("24 h", Duration.ofDays(1)),
        WEEK("7 d", Duration.ofDays(7)),
        MONTH("30 d", Duration.ofDays(30));

        final String label;
        final Duration length;

        Range(String label, Duration length) {
            this.label = label;
            this.length = length;
        }

        Duration columnLength() {
            return length.dividedBy(COLUMNS);
        }
    }

    /** What happened in one stretch of time. */
    record Stretch(
            int place,
            long refreshes,
            long failures,
            @Nullable Double longestMs,
            @Nullable Double usualMs,
            @Nullable Double longestLagMs,
            @Nullable Double usualLagMs) {}

    private final JdbcClient jdbc;

    History(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Some runs, the newest first. */
    List<Run> runs(Filter filter, int offset, int limit) {
        return jdbc.sql("SELECT " + Run.COLUMNS + " FROM refresh_run WHERE " + filter.condition
                        + " ORDER BY id DESC OFFSET :offset LIMIT :limit")
                .param("offset", offset)
                .param("limit", limit)
                .query(Rows.of(Run.class))
                .list();
    }

    int count(Filter filter) {
        return jdbc.sql("SELECT count(*) FROM (SELECT FROM refresh_run WHERE " + filter.condition
                        + " LIMIT :most) AS runs")
                .param("most", MOST_RUNS)
                .query(Integer.class)
                .single();
    }

    /** The stretches of the range in which there was a run, numbered from its beginning. */
    List<Stretch> stretches(Range range, Instant from) {
        return jdbc.sql("""
                        SELECT floor(extract(epoch FROM started_at - :from) / :seconds)::int AS place,
                            count(*) FILTER (WHERE error IS NULL) AS refreshes, count(error) AS failures,
                            max(duration_ms) AS longest_ms,
                            percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS usual_ms,
                            max(lag_ms) AS longest_lag_ms,
                            percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_ms) AS usual_lag_ms
                        FROM (SELECT %s FROM refresh_run WHERE started_at >= :from) AS run
                        GROUP BY 1
                        ORDER BY 1""".formatted(Run.COLUMNS))
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("seconds", range.columnLength().toMillis() / 1000.0)
                .query(Rows.of(Stretch.class))
                .list();
    }
}
