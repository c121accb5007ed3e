package io.tidemark.admin;

import io.tidemark.ui.Figures;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes how long something takes or is ago, from milliseconds to days. */
final class Spans {

    private static final String SPACE = "\u00a0";

    private Spans() {}

    /** {@code 0.2 s}, {@code 2 min 31 s}, {@code 3 h 5 min}, {@code 2 d 4 h}. */
    static String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return Figures.NO_DATA;
        }
        long whole = Math.round(seconds);
        if (whole < 3_600) {
            return Figures.duration(seconds * 1_000);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 1_440
                ? two(minutes / 60, "h", minutes % 60, "min")
                : two(minutes / 1_440, "d", minutes % 1_440 / 60, "h");
    }

    static String milliseconds(@Nullable Double milliseconds) {
        return seconds(milliseconds == null ? null : milliseconds / 1_000);
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + SPACE + unit + (small == 0 ? "" : SPACE + small + SPACE + smallUnit);
    }

    /** {@code just now}, {@code 12 s ago}, {@code 10 min ago}, {@code 3 d ago}. */
    static String ago(Instant instant, Instant now) {
        long seconds = Duration.between(instant, now).toSeconds();
        if (seconds < 1) {
            return "just now";
        }
        return rough(seconds) + " ago";
    }

    /** The largest unit only: {@code 10 min}. */
    static String rough(long seconds) {
        if (seconds < 60) {
            return seconds + SPACE + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + SPACE + "min";
        }
        return seconds < 172_800 ? seconds / 3_600 + SPACE + "h" : seconds / 86_400 + SPACE + "d";
    }
}
