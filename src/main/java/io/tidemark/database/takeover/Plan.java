package io.tidemark.database.takeover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a start would do with an older table, in words. */
final class Plan {

    private static final int EXAMPLES = 5;
    private static final int MOST_COUNTED = 100_000;
    /** Measured with bin/bench takeover on two cores: what building the indexes and counting take. */
    private static final double ROWS_A_SECOND_INDEXED = 500_000;

    private static final double ROWS_A_SECOND_COUNTED = 35_000;

    private Plan() {}

    static String of(JdbcClient jdbc, OlderTable table, Mapping mapping, String schema) {
        List<String> lines = new ArrayList<>();
        lines.add("%s (about %,d rows, %,d MB%s, owner %s) stays as it is and is watched in place."
                .formatted(
                        table.name(),
                        table.rows(),
                        table.bytes() / 1_000_000,
                        table.isPartitioned() ? ", partitioned" : "",
                        table.owner()));
        section(
                lines,
                "Columns added, at the end",
                mapping.added().stream()
                        .map(field -> field.column() + " " + field.definition())
                        .toList());
        section(
                lines,
                "How each column is read",
                mapping.expressions().entrySet().stream()
                        .filter(entry -> !mapping.added().contains(entry.getKey()))
                        .map(entry -> "%s: %s".formatted(entry.getKey().column(), entry.getValue()))
                        .toList());
        lines.add("");
        lines.add("Naive times are taken to be in %s (from %s); tidemark.takeover.time-zone says another."
                .formatted(
                        mapping.zone(),
                        mapping.zone().equals(table.timeZone()) ? table.timeZoneFrom() : "the setting"));
        section(lines, "Rows that cannot be counted, and stay where they are", uncounted(jdbc, table, mapping));
        section(
                lines,
                "Columns that Tidemark cannot fill: calls sent to it, imports and demo calls will be refused",
                table.columns(jdbc).stream()
                        .filter(column ->
                                column.required() && Field.of(column.name()).isEmpty())
                        .map(Column::name)
                        .toList());
        section(
                lines,
                "Indexes built, while writers go on",
                Indexes.wanted(jdbc, table, mapping).entrySet().stream()
                        .map(Plan::index)
                        .toList());
        section(
                lines,
                "Triggers added",
                List.of(
                        "record_changes_on_update, _delete and _truncate, and for changes that come from another server record_replicated_update, record_replicated_delete and stamp_replicated_insert; auto_refresh_analytics_on_insert and _on_update in place of those of the same names"));
        section(lines, "Replaced", Surroundings.replaced(jdbc, schema));
        section(lines, "Kept as they are", Surroundings.kept(jdbc, table.name()));
        section(
                lines,
                "Locks",
                List.of(
                        "the columns and triggers: all others out for some milliseconds, asked for a tenth of a second at a time",
                        "the indexes: none that writers or readers notice; they wait for transactions that are open when they begin"));
        lines.add("");
        lines.add(
                "Roughly %,.0f s for the indexes and, once pages are served, %,.0f s until all is counted, on two cores."
                        .formatted(1 + table.rows() / ROWS_A_SECOND_INDEXED, 1 + table.rows() / ROWS_A_SECOND_COUNTED));
        lines.add("What will be different: SELECT *, and a COPY that names no columns, meet the added ones as well.");
        return String.join("\n", lines);
    }

    private static String index(Map.Entry<String, String> index) {
        return "tidemark_api_usage_%s %s".formatted(index.getKey(), index.getValue());
    }

    private static void section(List<String> lines, String title, List<String> parts) {
        lines.add("");
        lines.add(title + ": " + (parts.isEmpty() ? "none" : ""));
        lines.addAll(parts.stream().map(part -> "  " + part).toList());
    }

    private record Uncounted(String reason, long count, String keys) {}

    /** Keys only: what else is in a row may be about somebody. */
    private static List<String> uncounted(JdbcClient jdbc, OlderTable table, Mapping mapping) {
        return jdbc
                .sql("""
                        SELECT reason, count(*) AS count, array_to_string((array_agg(key))[1:%d], ', ') AS keys
                        FROM (
                            SELECT %s AS reason, regexp_replace(left(%s, 100), '[[:cntrl:]]', ' ', 'g') AS key FROM %s WHERE (%s) IS NOT TRUE LIMIT %d
                        ) AS rows
                        GROUP BY reason
                        ORDER BY reason""".formatted(
                        EXAMPLES, mapping.leftOut(), table.key(), table.name(), mapping.countable(), MOST_COUNTED))
                .query(new SimplePropertyRowMapper<>(Uncounted.class))
                .list()
                .stream()
                .map(row -> "%,d: %s (%s)".formatted(row.count(), row.reason(), row.keys()))
                .collect(Collectors.toList());
    }
}
