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

    /** All of it. */
    public static final AuditFilter NONE = new AuditFilter("", "", "", null, null);
}
