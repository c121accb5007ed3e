package io.tidemark.analytics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Range} at a certain instant. What is compared with the period before leaves out the hour that is still
 * filling, on both sides, so that an unfinished hour or day does not look like a fall.
 *
 * @param filling start of the bucket that is still filling, if it is in the period
 * @param comparedUpTo where the comparison ends in this period
 * @param previousStart where the period before starts
 * @param previousUpTo where the comparison ends in the period before
 */
public record Period(
        Grain grain,
        ZoneId zone,
        Instant start,
        Instant end,
        @Nullable Instant filling,
        Instant comparedUpTo,
        Instant previousStart,
        Instant previousUpTo) {

    private static final int DAYS_SHOWN_BY_HOUR = 3;

    static Period of(Range range, Instant asOf, ZoneId zone) {
        var hour = asOf.atZone(zone).truncatedTo(ChronoUnit.HOURS);
        return range.kind() == Range.Kind.LAST_24_HOURS ? lastHours(hour) : days(range, hour);
    }

    private static Period lastHours(ZonedDateTime hour) {
        var start = hour.minusHours(23);
        return new Period(
                Grain.HOUR,
                hour.getZone(),
                start.toInstant(),
                hour.plusHours(1).toInstant(),
                hour.toInstant(),
                hour.toInstant(),
                start.minusHours(24).toInstant(),
                hour.minusHours(24).toInstant());
    }

    private static Period days(Range range, ZonedDateTime hour) {
        var zone = hour.getZone();
        var today = hour.toLocalDate();
        var first = range.firstDay(today);
        var last = range.lastDay(today);
        var start = first.atStartOfDay(zone).toInstant();
        var end = last.plusDays(1).atStartOfDay(zone).toInstant();
        long days = Math.max(0, ChronoUnit.DAYS.between(first, last) + 1);
        var grain = days <= DAYS_SHOWN_BY_HOUR ? Grain.HOUR : Grain.DAY;
        var previousStart = first.minusDays(days).atStartOfDay(zone).toInstant();
        if (last.isBefore(today) || days == 0) {
            return new Period(grain, zone, start, days == 0 ? start : end, null, end, previousStart, start);
        }
        var filling = grain == Grain.HOUR ? hour : today.atStartOfDay(zone);
        var sameHour = last.minusDays(days).atTime(hour.toLocalTime()).atZone(zone);
        return new Period(
                grain, zone, start, end, filling.toInstant(), hour.toInstant(), previousStart, sameHour.toInstant());
    }

    /** Starts of all buckets, those without a call too. */
    public List<Instant> buckets() {
        var buckets = new ArrayList<Instant>();
        for (var at = start; at.isBefore(end); at = after(at)) {
            buckets.add(at);
        }
        return buckets;
    }

    private Instant after(Instant bucket) {
        return grain == Grain.HOUR
                ? bucket.plus(1, ChronoUnit.HOURS)
                : bucket.atZone(zone)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .toInstant();
    }

    Span shown() {
        return Span.with(Span.SHOWN, grain, start, end);
    }

    /** All that is shown or compared, for what can only be put together. */
    List<Span> parts() {
        if (filling == null || grain == Grain.HOUR) {
            return sums();
        }
        var previousDay = midnight(previousUpTo, 0);
        return List.of(
                Span.with(Span.SHOWN | Span.COMPARED, grain, start, filling),
                Span.with(Span.SHOWN, grain, filling, end),
                Span.with(Span.COMPARED, Grain.HOUR, filling, comparedUpTo),
                Span.with(Span.PREVIOUS, grain, previousStart, previousDay),
                Span.with(Span.PREVIOUS, Grain.HOUR, previousDay, previousUpTo));
    }

    /** The same for what can be added and taken away: whole days, and as few hours as make up the difference. */
    List<Span> sums() {
        if (filling == null) {
            return List.of(
                    Span.with(Span.SHOWN | Span.COMPARED, grain, start, end),
                    Span.with(Span.PREVIOUS, grain, previousStart, previousUpTo));
        }
        if (grain == Grain.HOUR) {
            return List.of(
                    Span.with(Span.SHOWN | Span.COMPARED, grain, start, filling),
                    Span.with(Span.SHOWN, grain, filling, end),
                    Span.with(Span.PREVIOUS, grain, previousStart, previousUpTo));
        }
        var previousDay = midnight(previousUpTo, 0);
        var nextDay = midnight(previousUpTo, 1);
        boolean mostOfADay = previousUpTo.isAfter(previousDay.plus(12, ChronoUnit.HOURS));
        return List.of(
                Span.with(Span.SHOWN | Span.COMPARED, grain, start, end),
                Span.without(Span.COMPARED, Grain.HOUR, comparedUpTo, end),
                Span.with(Span.PREVIOUS, grain, previousStart, mostOfADay ? nextDay : previousDay),
                mostOfADay
                        ? Span.without(Span.PREVIOUS, Grain.HOUR, previousUpTo, nextDay)
                        : Span.with(Span.PREVIOUS, Grain.HOUR, previousDay, previousUpTo));
    }

    /** Whether the comparison covers less of this period than is shown. */
    public boolean isStillFilling() {
        return filling != null;
    }

    private Instant midnight(Instant instant, int daysLater) {
        return instant.atZone(zone)
                .toLocalDate()
                .plusDays(daysLater)
                .atStartOfDay(zone)
                .toInstant();
    }

    /** The first day of the period in its zone. */
    public LocalDate firstDay() {
        return start.atZone(zone).toLocalDate();
    }

    /** The last day of the period in its zone. */
    public LocalDate lastDay() {
        return end.minusNanos(1).atZone(zone).toLocalDate();
    }
}
