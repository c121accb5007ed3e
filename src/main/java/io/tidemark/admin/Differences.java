package io.tidemark.admin;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a verification found.
 *
 * @param first some of the cells that differ
 * @param count of all
 * @param days to repair
 */
record Differences(List<DifferingCell> first, long count, SortedSet<LocalDate> days) {

    static final int MOST_SHOWN = 200;

    /** What the last verification found, on whatever node; null where nothing differed or it is repaired. */
    static @Nullable Differences read(JdbcClient jdbc, @Nullable Verification last) {
        if (last == null || last.differing() == 0 || last.repairedAt() != null) {
            return null;
        }
        var cells = jdbc.sql("""
                        SELECT c.relation, c.cell, c."column", c.found, c.expected, c.day
                        FROM analytics_verification v
                        CROSS JOIN ROWS FROM (jsonb_to_recordset(v.cells) AS (relation text, cell text, "column" text,
                            found text, expected text, day date)) WITH ORDINALITY AS c (relation, cell, "column", found,
                            expected, day, place)
                        WHERE v.id = :id
                        ORDER BY c.place""")
                .param("id", last.id())
                .query(Rows.of(DifferingCell.class))
                .list();
        var days = jdbc.sql("SELECT unnest(days) FROM analytics_verification WHERE id = :id")
                .param("id", last.id())
                .query(LocalDate.class)
                .list();
        return new Differences(cells, last.differing(), new TreeSet<>(days));
    }
}
