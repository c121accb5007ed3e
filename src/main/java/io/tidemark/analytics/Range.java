package io.tidemark.analytics;

import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private static final Map<String, Range> NAMED =
            Map.of("24h", LAST_24_HOURS, "7d", LAST_7_DAYS, "30d", LAST_30_DAYS);

    /** The longest custom range: more than ten years of daily columns say nothing and cost much. */
    public static final int MOST_DAYS = 3_660;

    /** No call is older; PostgreSQL could not read the first years of all. */
    public static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);

    /** A year has four digits in what PostgreSQL reads. */
    public static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /**
     * From one day to another, both with.
     *
     * @throws IllegalArgumentException when the days are in the wrong order or too far apart, or no days that calls have
     */
    public static Range custom(LocalDate from, LocalDate to) {
        if (from.isBefore(FIRST_DAY) || to.isBefore(FIRST_DAY) || from.isAfter(LAST_DAY) || to.isAfter(LAST_DAY)) {
            throw new IllegalArgumentException("A day lies outside of the years 1900 to 9999");
        }
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("The first day is after the last");
        }
        if (from.plusDays(MOST_DAYS).isBefore(to)) {
            throw new IllegalArgumentException("More than " + MOST_DAYS + " days");
        }
        return new Range(Kind.CUSTOM, from, to);
    }

    /** The range that addresses call so: {@code 24h}, {@code 7d} or {@code 30d}. */
    public static Optional<Range> named(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }

    /** How addresses call it; {@code custom} for days that were chosen. */
    public String name() {
        return switch (kind) {
            case LAST_24_HOURS -> "24h";
            case LAST_7_DAYS -> "7d";
            case LAST_30_DAYS -> "30d";
            case CUSTOM -> "custom";
        };
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
