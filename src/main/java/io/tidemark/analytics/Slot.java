package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Where an hour or a day of a period begins, as the database reckons it.
 *
 * @param day the day that it is, or belongs to
 * @param beginsDay whether the day begins with it
 */
public record Slot(Instant start, LocalDate day, boolean beginsDay) {

    static Slot from(ResultSet row, int number) throws SQLException {
        return new Slot(
                Parameters.instant(row, "starts_at"),
                row.getObject("day", LocalDate.class),
                row.getBoolean("begins_day"));
    }
}
