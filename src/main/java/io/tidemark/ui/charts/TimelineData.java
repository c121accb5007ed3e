package io.tidemark.ui.charts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Timeline} shows: stretches of time, equally long, each with the most and the usual of something.
 *
 * @param description the whole in words, for those who cannot see it
 */
public record TimelineData(List<Column> columns, String unit, String description) {

    /**
     * A stretch of time.
     *
     * @param label under it, short
     * @param most the column; null where there was nothing
     * @param usual on the line
     * @param failed whether something went wrong in it
     * @param text what is said about it when it is pointed at, a line each
     */
    public record Column(
            String label, @Nullable Double most, @Nullable Double usual, boolean failed, List<String> text) {}

    /** Whether only values differ, so that they can be exchanged in place. */
    boolean hasShapeOf(TimelineData other) {
        return unit.equals(other.unit) && labels().equals(other.labels()) && failed().equals(other.failed());
    }

    List<String> labels() {
        return columns.stream().map(Column::label).toList();
    }

    List<Boolean> failed() {
        return columns.stream().map(Column::failed).toList();
    }
}
