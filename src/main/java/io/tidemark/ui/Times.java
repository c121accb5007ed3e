package io.tidemark.ui;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes instants and days as pages show them, in the reporting zone. */
public final class Times {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.US);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.US);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d", Locale.US);
    private static final DateTimeFormatter DAY_OF_YEAR = DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE, MMM d, yyyy", Locale.US);

    private Times() {}

    /** {@code 14:03:07}. */
    public static String clock(Instant instant, ZoneId zone) {
        return CLOCK.format(instant.atZone(zone));
    }

    /** {@code 14:00}. */
    public static String hour(Instant instant, ZoneId zone) {
        return HOUR.format(instant.atZone(zone));
    }

    /** {@code 14:03:07}, with the day where it is not the day of the other instant. */
    public static String clock(Instant instant, Instant now, ZoneId zone) {
        var day = instant.atZone(zone).toLocalDate();
        var clock = clock(instant, zone);
        return day.equals(now.atZone(zone).toLocalDate()) ? clock : DAY.format(day) + ", " + clock;
    }

    /** {@code Nov 7}. */
    public static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** {@code Nov 7, 2026}. */
    public static String dayOfYear(LocalDate day) {
        return DAY_OF_YEAR.format(day);
    }

    /** {@code Sat, Nov 7, 2026}. */
    public static String weekday(LocalDate day) {
        return WEEKDAY.format(day);
    }
}
