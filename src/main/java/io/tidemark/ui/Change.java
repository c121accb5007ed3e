package io.tidemark.ui;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How a figure differs from the one before.
 *
 * @param verdict whether that is good
 * @param explanation what is compared with what
 */
public record Change(Direction direction, String amount, Verdict verdict, String explanation) {

    /** Where the figure went. */
    public enum Direction {
        UP("▲", "up"),
        DOWN("▼", "down"),
        NONE("", "unchanged");

        final String sign;
        final String word;

        Direction(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }
    }

    /** Whether the change is for the better. */
    public enum Verdict {
        GOOD,
        BAD,
        NEUTRAL
    }

    /** What would be good news about a figure. */
    public enum Wish {
        MORE,
        LESS,
        NEITHER
    }

    /** A change in per cent; null where there was nothing before, or less than nothing. */
    public static @Nullable Change relative(double now, double before, Wish wish, String explanation) {
        if (before <= 0) {
            return null;
        }
        double change = (now - before) / before;
        var percent = Math.abs(change) * 100;
        var amount =
                percent >= 9.95 ? Figures.count(Math.round(percent)) : String.valueOf(Math.round(percent * 10) / 10.0);
        return of(percent < 0.05 ? 0 : change, amount + "\u00a0%", wish, explanation);
    }

    /** A change in units, for instance users. */
    public static Change absolute(long now, long before, Wish wish, String explanation) {
        return of((double) (now - before), Figures.compact(Math.abs(now - before)), wish, explanation);
    }

    /** A change of a rate of 0 to 1 in percentage points. */
    public static Change points(double now, double before, Wish wish, String explanation) {
        double points = Math.round((now - before) * 10_000) / 100.0;
        return of(points, Figures.plain(BigDecimal.valueOf(Math.abs(points))) + "\u00a0pt", wish, explanation);
    }

    private static Change of(double change, String amount, Wish wish, String explanation) {
        if (change == 0) {
            return new Change(Direction.NONE, "no change", Verdict.NEUTRAL, explanation);
        }
        var verdict = wish == Wish.NEITHER
                ? Verdict.NEUTRAL
                : (change > 0) == (wish == Wish.MORE) ? Verdict.GOOD : Verdict.BAD;
        return new Change(change > 0 ? Direction.UP : Direction.DOWN, amount, verdict, explanation);
    }
}
