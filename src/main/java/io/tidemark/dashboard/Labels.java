package io.tidemark.dashboard;

import io.tidemark.analytics.Bucket;
import io.tidemark.analytics.Grain;
import io.tidemark.analytics.Period;
import io.tidemark.analytics.Range;
import io.tidemark.ui.Times;

/** What a period and its buckets are called. */
record Labels(Period period, Range.Kind range) {

    /** What a row of a table starts with. */
    String row(Bucket bucket) {
        var day = Times.day(bucket.day());
        return period.grain() == Grain.HOUR ? day + ", " + Times.hour(bucket.start(), period.zone()) : day;
    }

    String unit() {
        return period.grain() == Grain.HOUR ? "Hour" : "Day";
    }

    /** In full. */
    String full(Bucket bucket) {
        var day = Times.weekday(bucket.day());
        var hour = period.grain() == Grain.HOUR ? ", from " + Times.hour(bucket.start(), period.zone()) : "";
        return day + hour + (bucket.filling() ? " · still filling" : "");
    }

    /** What the change of a tile is against. */
    String previous() {
        return "vs prev. " + length();
    }

    String length() {
        long days = period.firstDay().datesUntil(period.lastDay().plusDays(1)).count();
        return isLastHours() ? "24\u00a0h" : days + "\u00a0d";
    }

    /** How the comparison was made. */
    String comparison() {
        if (!period.isStillFilling()) {
            return "Compared with the same number of days before.";
        }
        return "Compared with the %s before; both count up to %s, so that the hour that is still filling does not tilt it."
                .formatted(isLastHours() ? "24 hours" : length(), Times.hour(period.comparedUpTo(), period.zone()));
    }

    /** First and last day in words. */
    String days() {
        var first = Times.dayOfYear(period.firstDay());
        var last = Times.dayOfYear(period.lastDay());
        return first.equals(last) ? first : first + " to " + last;
    }

    private boolean isLastHours() {
        return range == Range.Kind.LAST_24_HOURS;
    }
}
