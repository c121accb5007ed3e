package io.tidemark.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Range} at a certain instant. What is compared with the period before leaves out the hour that is still
 * filling, on both sides, so that an unfinished hour or day does not look like a fall.
 *
 * @param firstDay the first day of which something is shown
 * @param lastDay the last
 * @param today the day of that instant
 * @param slots all hours or days that are shown, those without a call too
 * @param filling start of the bucket that is still filling, if it is in the period
 * @param comparedUpTo where the comparison ends in this period
 * @param previousStart where the period before starts
 * @param previousUpTo where the comparison ends in the period before
 * @param previousLast the day it ends in, where that is not compared whole
 */
public record Period(
        Grain grain,
        ZoneId zone,
        LocalDate firstDay,
        LocalDate lastDay,
        LocalDate today,
        List<Slot> slots,
        Instant start,
        Instant end,
        @Nullable Instant filling,
        Instant comparedUpTo,
        Instant previousStart,
        Instant previousUpTo,
        @Nullable Day previousLast) {

    /** Where a day begins, and where the next one does. */
    public record Day(Instant start, Instant end) {}

    /** Starts of all buckets, those without a call too. */
    public List<Instant> buckets() {
        return slots.stream().map(Slot::start).toList();
    }

    Span shown() {
        return Span.with(Span.SHOWN, grain, start, end);
    }

    /** All that is shown or compared, for what can only be put together. */
    List<Span> parts() {
        if (filling == null || previousLast == null || grain == Grain.HOUR) {
            return sums();
        }
        return List.of(
                Span.with(Span.SHOWN | Span.COMPARED, grain, start, filling),
                Span.with(Span.SHOWN, grain, filling, end),
                Span.with(Span.COMPARED, Grain.HOUR, filling, comparedUpTo),
                Span.with(Span.PREVIOUS, grain, previousStart, previousLast.start()),
                Span.with(Span.PREVIOUS, Grain.HOUR, previousLast.start(), previousUpTo));
    }

    /** The same for what can be added and taken away: whole days, and as few hours as make up the difference. */
    List<Span> sums() {
        if (filling == null) {
            return List.of(
                    Span.with(Span.SHOWN | Span.COMPARED, grain, start, end),
                    Span.with(Span.PREVIOUS, grain, previousStart, previousUpTo));
        }
        if (previousLast == null || grain == Grain.HOUR) {
            return List.of(
                    Span.with(Span.SHOWN | Span.COMPARED, grain, start, filling),
                    Span.with(Span.SHOWN, grain, filling, end),
                    Span.with(Span.PREVIOUS, grain, previousStart, previousUpTo));
        }
        boolean mostOfADay = previousUpTo.isAfter(previousLast.start().plus(Duration.ofHours(12)));
        return List.of(
                Span.with(Span.SHOWN | Span.COMPARED, grain, start, end),
                Span.without(Span.COMPARED, Grain.HOUR, comparedUpTo, end),
                Span.with(Span.PREVIOUS, grain, previousStart, mostOfADay ? previousLast.end() : previousLast.start()),
                mostOfADay
                        ? Span.without(Span.PREVIOUS, Grain.HOUR, previousUpTo, previousLast.end())
                        : Span.with(Span.PREVIOUS, Grain.HOUR, previousLast.start(), previousUpTo));
    }

    /** Whether the comparison covers less of this period than is shown. */
    public boolean isStillFilling() {
        return filling != null;
    }
}
