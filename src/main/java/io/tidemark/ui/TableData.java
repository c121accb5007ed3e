package io.tidemark.ui;

import io.tidemark.ui.charts.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as it is shown and downloaded. */
public record TableData(String caption, List<Column> columns, List<Row> rows) {

    /**
     * A column.
     *
     * @param name in a download: lower case, with the unit
     * @param isMinor whether a narrow screen may do without it
     */
    public record Column(String header, String name, boolean isNumber, boolean isMinor) {

        public static Column text(String header, String name) {
            return new Column(header, name, false, false);
        }

        public static Column number(String header, String name) {
            return new Column(header, name, true, false);
        }

        public Column minor() {
            return new Column(header, name, isNumber, true);
        }
    }

    /**
     * A row.
     *
     * @param key tells it from the others, whatever its place
     */
    public record Row(String key, List<Cell> cells) {}

    /**
     * A cell.
     *
     * @param full all digits, for those who hover
     * @param raw as it is downloaded; empty where there is no data
     * @param swatch colour before the text
     * @param trend drawn instead of the text
     * @param verdict whether what the text says is good; null where that is no question
     */
    public record Cell(
            String text,
            String full,
            String raw,
            @Nullable Tone swatch,
            @Nullable List<@Nullable Double> trend,
            Change.@Nullable Verdict verdict) {

        public static Cell of(String text) {
            return new Cell(text, text, text, null, null, null);
        }

        public static Cell of(String text, String full, String raw) {
            return new Cell(text, full, raw, null, null, null);
        }

        public static Cell swatch(Tone swatch, String text) {
            return new Cell(text, text, text, swatch, null, null);
        }

        public static Cell judged(String text, String full, Change.Verdict verdict) {
            return new Cell(text, full, text, null, null, verdict);
        }

        public static Cell count(long value) {
            return of(Figures.compact(value), Figures.count(value), String.valueOf(value));
        }

        public static Cell trend(List<@Nullable Double> values, String summary) {
            return new Cell("", summary, "", null, values, null);
        }
    }
}
