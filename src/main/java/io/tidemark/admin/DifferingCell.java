package io.tidemark.admin;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A figure that a recount of the calls does not confirm.
 *
 * @param cell which one, as JSON
 * @param day to count anew for it; null where it spans the 30 days of the views
 */
record DifferingCell(
        String relation,
        String cell,
        String column,
        @Nullable String found,
        @Nullable String expected,
        @Nullable LocalDate day) {}
