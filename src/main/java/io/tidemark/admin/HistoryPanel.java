package io.tidemark.admin;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.server.Command;
import io.tidemark.ui.Panel;
import io.tidemark.ui.SegmentedControl;
import io.tidemark.ui.charts.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The runs, as a chart over time and one by one. */
class HistoryPanel extends Panel {

    private static final long BETWEEN_LONG_READS_NANOS = 30_000_000_000L;

    private final SharedStretches stretches;
    private final Runnable wake;
    private final LongSupplier nanoTime;
    private final Timeline timeline = new Timeline();
    private final Paragraph lag = new Paragraph();
    private final RunGrid grid;
    private final SegmentedControl<HistoryChart.Measure> measure =
            new SegmentedControl<>("What the chart shows", Arrays.asList(HistoryChart.Measure.values()), m -> m.label);
    private volatile History.Range range = History.Range.TWO_HOURS;
    private volatile @Nullable Situation situation;
    private volatile @Nullable Asked asked;
    private volatile @Nullable Asked drawn;
    private volatile long drawnAt;

    /** What was asked for, of which the chart shows the latest alone. */
    private record Asked(SharedStretches.Of of, CompletableFuture<List<History.Stretch>> answer) {

        boolean isAnswered() {
            return answer.isDone() && !answer.isCompletedExceptionally();
        }
    }

    /**
     * A panel that draws when it is asked for news.
     *
     * @param wake has it asked, from any thread
     */
    HistoryPanel(History history, SharedStretches stretches, Runnable wake, LongSupplier nanoTime) {
        super("Run history");
        this.stretches = stretches;
        this.wake = wake;
        this.nanoTime = nanoTime;
        grid = new RunGrid(history);
        setId("history");
        measure.setValue(HistoryChart.Measure.DURATION);
        measure.onChoice(_ -> redraw());
        var ranges = new SegmentedControl<History.Range>(
                "How far back", Arrays.asList(History.Range.values()), r -> r.label);
        ranges.setValue(range);
        ranges.onChoice(this::choose);
        addControls(measure, ranges);
        lag.addClassName("aside");
        var filter = new SegmentedControl<>("Which runs", Arrays.asList(History.Filter.values()), f -> f.label);
        filter.setValue(History.Filter.ALL);
        filter.onChoice(grid::setFilter);
        var heading = new Div(new H3("Runs"), filter);
        heading.addClassName("runs-heading");
        addContent(timeline, lag, heading, grid);
    }

    void show(Situation of) {
        var before = situation;
        boolean moved = before == null || !wanted(before).hasRunsOf(wanted(of));
        situation = of;
        var lags = of.traffic().lag();
        lag.setText(
                lags.p50() == null
                        ? "Insert to visible: no call in the last 24 hours."
                        : "Insert to visible over the last 24 hours: p50 %s · p95 %s · p99 %s."
                                .formatted(
                                        Spans.seconds(lags.p50()),
                                        Spans.seconds(lags.p95()),
                                        Spans.seconds(lags.p99())));
        grid.setZone(of.status().zone());
        if (moved || grid.failed()) {
            grid.readAgain();
        }
        ask(wanted(of));
    }

    void choose(History.Range chosen) {
        range = chosen;
        var now = situation;
        if (now != null) {
            ask(wanted(now));
        }
        wake.run(); // what is asked for may be there already
    }

    /** Asks for what the chart lacks, and draws what it was given. Called on any thread. */
    @Nullable
    Command news() {
        var last = asked;
        if (last != null
                && last.isAnswered()
                && !last.equals(drawn)
                && last.of().range() == range) {
            return () -> draw(last);
        }
        var now = situation;
        if (now != null) {
            ask(wanted(now));
        }
        return null;
    }

    private SharedStretches.Of wanted(Situation of) {
        var last = of.last();
        return new SharedStretches.Of(
                range,
                HistoryChart.from(range, of.status().readAt()),
                last == null ? null : last.id(),
                of.status().failures());
    }

    private void ask(SharedStretches.Of wanted) {
        var last = asked;
        boolean waits = last != null
                && last.of().range() == wanted.range()
                && !last.equals(drawn)
                && !last.answer().isCompletedExceptionally();
        boolean isDrawn = drawn != null && drawn.of().equals(wanted);
        if (waits || isDrawn || rests(wanted.range())) {
            return;
        }
        var asking = new Asked(wanted, stretches.read(wanted));
        asked = asking;
        // Not after a failure: the page says so elsewhere, and looks again when the situation can be read.
        var _ = asking.answer().thenRun(wake);
    }

    /** Long ranges are much to read and change little. */
    private boolean rests(History.Range of) {
        var last = drawn;
        return of != History.Range.TWO_HOURS
                && last != null
                && last.of().range() == of
                && nanoTime.getAsLong() - drawnAt < BETWEEN_LONG_READS_NANOS;
    }

    /** Unless something else was asked for meanwhile. */
    private void draw(Asked answered) {
        if (answered.equals(asked)) {
            drawn = answered;
            drawnAt = nanoTime.getAsLong();
            redraw();
            wake.run(); // there may be more by now
        }
    }

    private void redraw() {
        var last = drawn;
        var now = situation;
        if (last != null && now != null) {
            var of = last.of();
            timeline.setData(new HistoryChart(
                            of.range(), measure.getValue(), now.status().zone())
                    .data(last.answer().join(), of.from()));
        }
    }
}
