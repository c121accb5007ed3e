package io.tidemark.ui.charts;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.charts.Chart;
import com.vaadin.flow.component.charts.model.Accessibility;
import com.vaadin.flow.component.charts.model.AxisTitle;
import com.vaadin.flow.component.charts.model.ChartType;
import com.vaadin.flow.component.charts.model.Configuration;
import com.vaadin.flow.component.charts.model.DataSeries;
import com.vaadin.flow.component.charts.model.DataSeriesItem;
import com.vaadin.flow.component.charts.model.PlotBand;
import com.vaadin.flow.component.charts.model.PlotOptionsColumn;
import com.vaadin.flow.component.charts.model.PlotOptionsLine;
import com.vaadin.flow.component.charts.model.YAxis;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.html.Div;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** The most (columns) and the usual (line) of something over time; stretches in which something failed are marked. */
@JavaScript("context://charts.js")
public class Timeline extends Div {

    private static final int LABELS = 6;

    private final Chart chart = new Chart(ChartType.COLUMN);
    private final Div frame = new Div(chart);
    private final DataSeries most = new DataSeries("longest");
    private final DataSeries usual = new DataSeries("usual");
    private @Nullable TimelineData shown;

    public Timeline() {
        addClassName("timeline");
        frame.addClassName("timeline-frame");
        chart.setVisible(false); // until there is something to see and to say
        add(frame);
        var columns = new PlotOptionsColumn();
        columns.setAnimation(false);
        columns.setPointPadding(0);
        columns.setGroupPadding(0.1);
        columns.setBorderRadius(1);
        columns.setClassName(new Tone(0).classes());
        most.setPlotOptions(columns);
        var line = new PlotOptionsLine();
        line.setAnimation(false);
        line.setClassName("usual-line");
        line.getMarker().setEnabled(false);
        line.setConnectNulls(false);
        usual.setPlotOptions(line);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        ChartStyle.share(chart);
    }

    /** Shows the data; where only values changed, in place. */
    public void setData(TimelineData data) {
        if (data.equals(shown)) {
            return;
        }
        chart.setVisible(true);
        frame.getElement().setAttribute("role", "img");
        frame.getElement().setAttribute("aria-label", data.description());
        var before = shown;
        most.setData(items(data, TimelineData.Column::most));
        usual.setData(items(data, TimelineData.Column::usual));
        if (before != null && data.hasShapeOf(before)) {
            move(before, data);
        } else {
            build(data);
        }
        shown = data;
    }

    /** Point by point, so that what is hovered stays so. */
    private void move(TimelineData before, TimelineData data) {
        var changes = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < data.columns().size(); i++) {
            var column = data.columns().get(i);
            if (!column.equals(before.columns().get(i))) {
                changes.addArray().add(0).add(i).add(column.most()).add(name(column));
                changes.addArray().add(1).add(i).add(column.usual()).add(name(column));
            }
        }
        if (!changes.isEmpty()) {
            chart.getElement().executeJs("tidemarkMovePoints(this, $0)", changes);
        }
    }

    private static String name(TimelineData.Column column) {
        return String.join("\n", column.text());
    }

    private void build(TimelineData data) {
        var configuration = new Configuration();
        configuration.getChart().setType(ChartType.COLUMN);
        configuration.getChart().setStyledMode(true);
        configuration.getChart().setAnimation(false);
        configuration.getLegend().setEnabled(false);
        configuration.setTitle("");
        // The frame describes the chart, and the table has the values.
        configuration.setAccessibility(new Accessibility(false));
        axes(configuration, data);
        configuration.getTooltip().setShared(true);
        configuration.getTooltip().setUseHTML(true);
        configuration.getTooltip().setAnimation(false);
        configuration.getTooltip().setFormatter(ChartScripts.linesOfName());
        configuration.addSeries(most);
        configuration.addSeries(usual);
        chart.setConfiguration(configuration);
    }

    private static void axes(Configuration configuration, TimelineData data) {
        var x = configuration.getxAxis();
        int columns = data.columns().size();
        x.setCategories(data.labels().toArray(String[]::new));
        x.getLabels().setRotation(0);
        x.setTickLength(0);
        int step = Math.max(1, Math.ceilDiv(columns, LABELS));
        x.setTickPositions(
                IntStream.range(0, columns).filter(i -> i % step == 0).boxed().toArray(Number[]::new));
        for (int i = 0; i < columns; i++) {
            if (data.columns().get(i).failed()) {
                x.addPlotBand(failedBand(i));
            }
        }
        var y = new YAxis();
        y.setTitle(new AxisTitle(""));
        y.setMin(0);
        y.getLabels().setFormatter(ChartScripts.milliseconds());
        configuration.addyAxis(y);
    }

    private static PlotBand failedBand(int index) {
        var band = new PlotBand();
        band.setFrom(index - 0.5);
        band.setTo(index + 0.5);
        band.setClassName("failed-band");
        return band;
    }

    private static List<DataSeriesItem> items(
            TimelineData data, Function<TimelineData.Column, @Nullable Double> value) {
        var items = new ArrayList<DataSeriesItem>();
        for (int i = 0; i < data.columns().size(); i++) {
            var column = data.columns().get(i);
            var item = new DataSeriesItem(i, value.apply(column));
            item.setName(name(column));
            items.add(item);
        }
        return items;
    }
}
