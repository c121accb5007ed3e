package io.tidemark.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure, large, with how it changed and how it went.
 *
 * @param full all its digits, for those who hover
 * @param change null where there is nothing to compare with
 * @param comparedWith in words
 * @param trend null is a gap
 * @param lastIsFilling whether the last value of the trend is of a time that is not over
 */
public record Tile(
        String label,
        String text,
        String full,
        @Nullable Change change,
        String comparedWith,
        List<@Nullable Double> trend,
        boolean lastIsFilling) {

    /** One whose figure is not known yet. */
    public static Tile waiting(String label) {
        return new Tile(label, "", "", null, "", List.of(), false);
    }
}
