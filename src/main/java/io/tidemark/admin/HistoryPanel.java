package io.tidemark.admin;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.Background;
import io.tidemark.ui.Panel;
import io.tidemark.ui.SegmentedControl;
import io.tidemark.ui.charts.Timeline;
import io.tidemark.ui.charts.TimelineData;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The runs, as a chart over time and one by one. */
class HistoryPanel extends Panel {

    private static final long BETWEEN_LONG_READS_NANOS = 30_000_000_000L;

    private final History history;
    private final Timeline timeline = new Timeline();
    private final Paragraph lag = new Paragraph();
    private final RunGrid grid;
    private final SegmentedControl<HistoryChart.Measure> measure =
            new SegmentedControl<>("What the chart shows", Arrays.asList(HistoryChart.Measure.values()), m -> m.label);
    private final SegmentedControl<History.Range> range =
            new SegmentedControl<>("How far back", Arrays.asList(History.Range.values()), r -> r.label);
    private @Nullable Situation situation;
    private @Nullable Long newestRun;
    private long failures;
    private long drawnAt;

    HistoryPanel(History history) {
        super("Run history");
        this.history = history;
        grid = new RunGrid(history);
        setId("history");
        measure.setValue(HistoryChart.Measure.DURATION);
        range.setValue(History.Range.TWO_HOURS);
        measure.onChoice(_ -> draw());
        range.onChoice(_ -> draw());
        addControls(measure, range);
        lag.addClassName("aside");
        var filter = new SegmentedControl<>("Which runs", Arrays.asList(History.Filter.values()), f -> f.label);
        filter.setValue(History.Filter.ALL);
        filter.onChoice(grid::setFilter);
        var heading = new Div(new H3("Runs"), filter);
        heading.addClassName("runs-heading");
        addContent(timeline, lag, heading, grid);
    }

    void show(Situation of) {
        boolean moved = situation == null
                || (of.last() != null && !Long.valueOf(of.last().id()).equals(newestRun))
                || of.status().failures() != failures;
        situation = of;
        newestRun = of.last() == null ? null : of.last().id();
        failures = of.status().failures();
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
        long rest = range.getValue() == History.Range.TWO_HOURS ? 0 : BETWEEN_LONG_READS_NANOS;
        if (moved && System.nanoTime() - drawnAt >= rest) {
            draw();
        }
    }

    private void draw() {
        var of = situation;
        if (of == null) {
            return;
        }
        drawnAt = System.nanoTime();
        var chart = new HistoryChart(
                range.getValue(), measure.getValue(), of.status().zone());
        getUI().ifPresent(ui -> read(ui, chart, of.status().readAt()));
    }

    private void read(UI ui, HistoryChart chart, Instant now) {
        // When the database does not answer the page says so elsewhere.
        Background.run(ui, () -> data(chart, now), timeline::setData, _ -> {});
    }

    private TimelineData data(HistoryChart chart, Instant now) {
        var from = chart.from(now);
        return chart.data(history.stretches(chart.range(), from), from);
    }
}
