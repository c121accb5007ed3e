package io.tidemark.ui.charts;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What {@link StackedColumns} shows.
 *
 * @param labels under the columns, short, perhaps of two lines with {@code <br>} between; empty where there is none
 * @param titles of the columns, in full
 * @param series from the one at the bottom to the one on top
 * @param errors what failed, in a strip of its own
 * @param filling index of the column that is still filling, or -1
 * @param currency ISO code where the values are money, else empty
 * @param description the whole in words, for those who cannot see it
 */
public record ColumnsData(
        List<String> labels,
        List<String> titles,
        List<ColumnSeries> series,
        List<Failures> errors,
        int filling,
        String currency,
        String description) {

    /** Whether only values differ, so that they can be exchanged in place. */
    boolean hasShapeOf(ColumnsData other) {
        return labels.equals(other.labels)
                && filling == other.filling
                && currency.equals(other.currency)
                && goesBelowZero() == other.goesBelowZero()
                && names().equals(other.names());
    }

    boolean goesBelowZero() {
        return series.stream().flatMap(one -> one.values().stream()).anyMatch(value -> value < 0);
    }

    /** The same, its series stacked as in the other one where they have the same: two that overtake do not jump. */
    ColumnsData inOrderOf(ColumnsData other) {
        var order = other.names();
        if (names().equals(order) || !Set.copyOf(names()).equals(Set.copyOf(order))) {
            return this;
        }
        var ordered = series.stream()
                .sorted(Comparator.comparingInt(one -> order.indexOf(name(one))))
                .toList();
        return new ColumnsData(labels, titles, ordered, errors, filling, currency, description);
    }

    private List<String> names() {
        return series.stream().map(ColumnsData::name).toList();
    }

    private static String name(ColumnSeries of) {
        return of.name() + of.tone();
    }
}
