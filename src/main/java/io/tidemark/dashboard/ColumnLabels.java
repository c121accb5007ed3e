package io.tidemark.dashboard;

import io.tidemark.analytics.Bucket;
import io.tidemark.dashboard.Columns.Column;
import io.tidemark.dashboard.Columns.Unit;
import io.tidemark.ui.Times;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands under columns: a few labels in even steps, with the day or the year below where a new one begins. */
final class ColumnLabels {

    private static final int MOST = 6;
    private static final int FEW = 4; // so that a phone has room for them
    private static final List<Integer> STEPS_OF_HOURS = List.of(1, 2, 4, 8, 12);
    private static final List<Integer> STEPS_OF_MONTHS = List.of(1, 2, 3, 6, 12);
    private static final int MONTHS_OF_YEAR = 12;
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM", Locale.US);

    private final Columns columns;
    private final LocalDate today;

    private ColumnLabels(Columns columns, LocalDate today) {
        this.columns = columns;
        this.today = today;
    }

    /** A label for each column, most of them empty. */
    static List<String> of(Columns columns, LocalDate today) {
        return new ColumnLabels(columns, today).labels();
    }

    private List<String> labels() {
        var list = columns.list();
        int step = step();
        var labels = new ArrayList<String>();
        @Nullable Column before = null;
        for (int i = 0; i < list.size(); i++) {
            var column = list.get(i);
            if (!isLabelled(i, step)) {
                labels.add("");
                continue;
            }
            labels.add(label(column, step) + turn(before, column, step));
            before = column;
        }
        return labels;
    }

    private int step() {
        int count = columns.list().size();
        return switch (columns.unit()) {
            case HOUR -> smallest(STEPS_OF_HOURS, count);
            case DAY ->
                count <= 8 ? Math.ceilDiv(count, FEW) : count > 24 && count <= 31 ? 7 : Math.ceilDiv(count, MOST);
            case WEEK -> smallest(STEPS_OF_MONTHS, Math.ceilDiv(count * 7, 30));
            case MONTH -> smallest(STEPS_OF_MONTHS, count);
        };
    }

    private static int smallest(List<Integer> steps, int count) {
        return steps.stream()
                .filter(step -> Math.ceilDiv(count, step) <= MOST)
                .findFirst()
                .orElseGet(steps::getLast);
    }

    private boolean isLabelled(int index, int step) {
        var column = columns.list().get(index);
        return switch (columns.unit()) {
            case HOUR ->
                hour(column) % step == 0
                        && (index == 0 || hour(column) != hour(columns.list().get(index - 1)));
            case DAY -> (columns.list().size() - 1 - index) % step == 0;
            case WEEK, MONTH ->
                column.buckets().stream()
                        .map(Bucket::day)
                        .anyMatch(day -> day.getDayOfMonth() == 1 && (day.getMonthValue() - 1) % step == 0);
        };
    }

    private int hour(Column of) {
        return of.first().start().atZone(columns.zone()).getHour();
    }

    private String label(Column of, int step) {
        return switch (columns.unit()) {
            case HOUR -> Times.hour(of.first().start(), columns.zone());
            case DAY -> of.filling() ? "today" : Times.day(of.first().day());
            case WEEK, MONTH ->
                step == MONTHS_OF_YEAR ? String.valueOf(of.lastDay().getYear()) : MONTH.format(of.lastDay());
        };
    }

    /** The day or the year, where it is not the one of the label before. */
    private String turn(@Nullable Column before, Column of, int step) {
        var day = of.lastDay();
        if (columns.unit() == Unit.HOUR) {
            return before == null || !before.lastDay().equals(day) ? "<br>" + Times.day(day) : "";
        }
        int year = before == null
                ? (columns.unit() == Unit.DAY ? today.getYear() : 0)
                : before.lastDay().getYear();
        boolean isYearAlready = columns.unit() != Unit.DAY && step == MONTHS_OF_YEAR;
        return year == day.getYear() || isYearAlready ? "" : "<br>" + day.getYear();
    }
}
