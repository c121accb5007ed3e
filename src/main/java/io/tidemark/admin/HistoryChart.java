package io.tidemark.admin;

import io.tidemark.ui.Figures;
import io.tidemark.ui.Times;
import io.tidemark.ui.charts.TimelineData;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The run history as a chart shows it. */
record HistoryChart(History.Range range, Measure measure, ZoneId zone) {

    /** What the chart is about. */
    enum Measure {
        DURATION("Duration", "How long refreshes took"),
        LAG("Lag", "How long the oldest call of a refresh waited until it was visible");

        final String label;
        final String description;

        Measure(String label, String description) {
            this.label = label;
            this.description = description;
        }

        private @Nullable Double longest(History.Stretch of) {
            return this == DURATION ? of.longestMs() : of.longestLagMs();
        }

        private @Nullable Double usual(History.Stretch of) {
            return this == DURATION ? of.usualMs() : of.usualLagMs();
        }
    }

    /** Columns begin at whole multiples of their length, so that they stay what they are as time goes on. */
    static Instant from(History.Range range, Instant now) {
        long length = range.columnLength().toMillis();
        long last = now.toEpochMilli() / length;
        return Instant.ofEpochMilli((last - History.COLUMNS + 1) * length);
    }

    TimelineData data(List<History.Stretch> stretches, Instant from) {
        var byPlace = new HashMap<Integer, History.Stretch>();
        stretches.forEach(stretch -> byPlace.put(stretch.place(), stretch));
        var columns = new ArrayList<TimelineData.Column>();
        for (int place = 0; place < History.COLUMNS; place++) {
            columns.add(column(from.plus(range.columnLength().multipliedBy(place)), byPlace.get(place)));
        }
        long refreshes =
                stretches.stream().mapToLong(History.Stretch::refreshes).sum();
        long failures = stretches.stream().mapToLong(History.Stretch::failures).sum();
        return new TimelineData(
                columns,
                measure.label,
                "%s over the last %s: %s refreshes, %s failed."
                        .formatted(
                                measure.description, range.label, Figures.count(refreshes), Figures.count(failures)));
    }

    private TimelineData.Column column(Instant begins, History.@Nullable Stretch stretch) {
        boolean byDay = range.length.toDays() > 1;
        var day = Times.day(begins.atZone(zone).toLocalDate());
        var hour = Times.hour(begins, zone);
        var label = byDay ? day : hour;
        var title = day + ", " + hour;
        if (stretch == null) {
            return new TimelineData.Column(label, null, null, false, List.of(title, "no refresh"));
        }
        var text = new ArrayList<String>();
        text.add(title);
        text.add("%s %s"
                .formatted(Figures.count(stretch.refreshes()), stretch.refreshes() == 1 ? "refresh" : "refreshes"));
        if (stretch.failures() > 0) {
            text.add("%s failed".formatted(Figures.count(stretch.failures())));
        }
        text.add("longest " + Spans.milliseconds(measure.longest(stretch)));
        text.add("usual " + Spans.milliseconds(measure.usual(stretch)));
        return new TimelineData.Column(
                label, measure.longest(stretch), measure.usual(stretch), stretch.failures() > 0, text);
    }
}
