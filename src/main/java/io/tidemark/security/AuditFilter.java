package io.tidemark.security;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the audit to look at.
 *
 * @param text that occurs anywhere; empty for any
 * @param actor that the name of who did it contains; empty for any
 * @param action exactly; empty for any
 * @param from the first day, in UTC; null for the beginning
 * @param to the last day, in UTC; null for today
 */
public record AuditFilter(
        String text,
        String actor,
        String action,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 30);

    /** A day that PostgreSQL cannot read has no event, but all are after it or before it. */
    public AuditFilter {
        from = inRange(from);
        to = inRange(to);
    }

    /** All of it. */
    public static final AuditFilter NONE = new AuditFilter("", "", "", null, null);

    /** Whether something can have been done on that day. */
    public static boolean isInRange(LocalDate day) {
        return !day.isBefore(FIRST) && !day.isAfter(LAST);
    }

    private static @Nullable LocalDate inRange(@Nullable LocalDate day) {
        return day == null || isInRange(day) ? day : day.isBefore(FIRST) ? FIRST : LAST;
    }
}
