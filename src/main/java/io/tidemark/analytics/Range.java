package io.tidemark.analytics;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stretch of time as somebody chooses it; {@link Period} is what it comes to at a certain instant. */
public record Range(
        Kind kind, @Nullable LocalDate from, @Nullable LocalDate to) {

    /** How the stretch is given. */
    public enum Kind {
        /** The hour that is filling now and the 23 before it. */
        LAST_24_HOURS,
        /** Today and the 6 days before. */
        LAST_7_DAYS,
        /** Today and the 29 days before: what the materialized views hold. */
        LAST_30_DAYS,
        /** From one day to another, both with. */
        CUSTOM
    }

    public static final Range LAST_24_HOURS = new Range(Kind.LAST_24_HOURS, null, null);
    public static final Range LAST_7_DAYS = new Range(Kind.LAST_7_DAYS, null, null);
    public static final Range LAST_30_DAYS = new Range(Kind.LAST_30_DAYS, null, null);

    /** The longest custom range: more than ten years of daily columns say nothing and cost much. */
    public static final int MOST_DAYS = 3_660;

    /**
     * From one day to another, both with.
     *
     * @throws IllegalArgumentException when the days are in the wrong order or too far apart
     */
    public static Range custom(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("The first day is after the last");
        }
        if (from.plusDays(MOST_DAYS).isBefore(to)) {
            throw new IllegalArgumentException("More than " + MOST_DAYS + " days");
        }
        return new Range(Kind.CUSTOM, from, to);
    }

    LocalDate firstDay(LocalDate today) {
        return switch (kind) {
            case LAST_24_HOURS -> today.minusDays(1);
            case LAST_7_DAYS -> today.minusDays(6);
            case LAST_30_DAYS -> today.minusDays(29);
            case CUSTOM -> Objects.requireNonNull(from);
        };
    }

    LocalDate lastDay(LocalDate today) {
        return kind == Kind.CUSTOM && Objects.requireNonNull(to).isBefore(today) ? to : today;
    }
}
