package io.tidemark.ui.charts;

import java.util.List;

/**
 * What {@link StackedColumns} shows.
 *
 * @param labels under the columns, short
 * @param titles of the columns, in full
 * @param series from the one at the bottom to the one on top
 * @param errors the line, on an axis of its own
 * @param filling index of the column that is still filling, or -1
 * @param currency ISO code where the values are money, else empty
 * @param description the whole in words, for those who cannot see it
 */
public record ColumnsData(
        List<String> labels,
        List<String> titles,
        List<ColumnSeries> series,
        List<Double> errors,
        int filling,
        String currency,
        String description) {

    /** Whether only values differ, so that they can be exchanged in place. */
    boolean hasShapeOf(ColumnsData other) {
        return labels.equals(other.labels)
                && filling == other.filling
                && currency.equals(other.currency)
                && names().equals(other.names());
    }

    private List<String> names() {
        return series.stream().map(one -> one.name() + one.tone()).toList();
    }
}
