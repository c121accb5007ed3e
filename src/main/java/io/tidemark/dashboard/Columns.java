package io.tidemark.dashboard;

import io.tidemark.analytics.Bucket;
import io.tidemark.analytics.Grain;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.Times;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** The columns of the chart: hours or days, and where those would be too many to see, weeks or months. */
record Columns(Unit unit, ZoneId zone, List<Column> list) {

    private static final int MOST_DAYS = 100;
    private static final int MOST_DAYS_BY_WEEK = 700;

    /** How long a column is. */
    enum Unit {
        HOUR("Hourly metrics", "this hour is still filling"),
        DAY("Daily metrics", "today is still filling"),
        WEEK("Weekly metrics", "this week is still filling"),
        MONTH("Monthly metrics", "this month is still filling");

        final String title;
        final String filling;

        Unit(String title, String filling) {
            this.title = title;
            this.filling = filling;
        }

        private boolean isSame(Bucket one, Bucket next) {
            return this != HOUR && startOf(one.day()).equals(startOf(next.day()));
        }

        private LocalDate startOf(LocalDate day) {
            return switch (this) {
                case HOUR, DAY -> day;
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> day.withDayOfMonth(1);
            };
        }
    }

    /** The buckets that are together one column; of a week or a month only what the period has. */
    record Column(List<Bucket> buckets) {

        Bucket first() {
            return buckets.getFirst();
        }

        LocalDate lastDay() {
            return buckets.getLast().day();
        }

        boolean filling() {
            return buckets.getLast().filling();
        }

        Sums sums() {
            return Sums.of(
                    buckets.stream().map(bucket -> bucket.totals().sums()).toList());
        }
    }

    static Columns of(List<Bucket> buckets, Grain grain, ZoneId zone) {
        var unit = grain == Grain.HOUR
                ? Unit.HOUR
                : buckets.size() <= MOST_DAYS ? Unit.DAY : buckets.size() <= MOST_DAYS_BY_WEEK ? Unit.WEEK : Unit.MONTH;
        var columns = new ArrayList<Column>();
        int from = 0;
        for (int i = 1; i <= buckets.size(); i++) {
            if (i == buckets.size() || !unit.isSame(buckets.get(i - 1), buckets.get(i))) {
                columns.add(new Column(buckets.subList(from, i)));
                from = i;
            }
        }
        return new Columns(unit, zone, columns);
    }

    /** What a layer has in each column. */
    List<Sums> sums(List<Sums> perBucket) {
        var sums = new ArrayList<Sums>();
        int from = 0;
        for (var column : list) {
            int to = from + column.buckets().size();
            sums.add(to - from == 1 ? perBucket.get(from) : Sums.of(perBucket.subList(from, to)));
            from = to;
        }
        return sums;
    }

    /** The column that is still filling, or -1. */
    int filling() {
        return !list.isEmpty() && list.getLast().filling() ? list.size() - 1 : -1;
    }

    /** What a column is called in full. */
    String title(Column of) {
        return words(of) + (of.filling() ? " · still filling" : "");
    }

    private String words(Column of) {
        var first = of.first().day();
        return switch (unit) {
            case HOUR ->
                Times.weekday(first) + ", from " + Times.hour(of.first().start(), zone);
            case DAY -> Times.weekday(first);
            case WEEK, MONTH ->
                (first.getYear() == of.lastDay().getYear() ? Times.day(first) : Times.dayOfYear(first))
                        + " to "
                        + Times.dayOfYear(of.lastDay());
        };
    }
}
