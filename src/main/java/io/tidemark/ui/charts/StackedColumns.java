package io.tidemark.ui.charts;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.charts.Chart;
import com.vaadin.flow.component.charts.model.Accessibility;
import com.vaadin.flow.component.charts.model.AxisTitle;
import com.vaadin.flow.component.charts.model.ChartType;
import com.vaadin.flow.component.charts.model.Configuration;
import com.vaadin.flow.component.charts.model.DataSeries;
import com.vaadin.flow.component.charts.model.DataSeriesItem;
import com.vaadin.flow.component.charts.model.PlotLine;
import com.vaadin.flow.component.charts.model.PlotOptionsColumn;
import com.vaadin.flow.component.charts.model.Stacking;
import com.vaadin.flow.component.charts.model.YAxis;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.html.Div;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Columns of stacked values over time, what is below zero apart from what is above; the part that failed is in a strip of
 * its own below them. New values move in place.
 */
@JavaScript("context://charts.js")
public class StackedColumns extends Div {

    private final Chart chart = new Chart(ChartType.COLUMN);
    private final Div frame = new Div();
    private final Legend legend = new Legend();
    private final List<DataSeries> series = new ArrayList<>();
    private @Nullable ColumnsData shown;
    private @Nullable ColumnsData waiting;

    public StackedColumns() {
        addClassName("columns");
        frame.addClassName("columns-frame");
        frame.getElement().setAttribute("role", "img");
        frame.add(chart);
        add(frame, legend);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        ChartStyle.share(chart);
    }

    /** Shows the data; where only values changed, in place. */
    public void setData(ColumnsData newData) {
        if (!isVisible()) {
            waiting = newData;
            return;
        }
        var data = shown == null ? newData : newData.inOrderOf(shown);
        if (data.equals(shown)) {
            return;
        }
        describe(data);
        if (shown != null && data.hasShapeOf(shown)) {
            update(shown, data);
        } else {
            build(data);
        }
        shown = data;
    }

    /** Scripts that change a chart which nobody sees would wait, and pile up. */
    @Override
    public void setVisible(boolean visible) {
        super.setVisible(visible);
        var data = waiting;
        if (visible && data != null) {
            waiting = null;
            setData(data);
        }
    }

    private void describe(ColumnsData data) {
        frame.getElement().setAttribute("aria-label", data.description());
    }

    /** Not by {@code updateSeries}, which makes all points anew: what is hovered would be let go. */
    private void update(ColumnsData before, ColumnsData data) {
        var changes = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < data.series().size(); i++) {
            var was = before.series().get(i).values();
            var is = data.series().get(i).values();
            for (int j = 0; j < is.size(); j++) {
                if (!is.get(j).equals(was.get(j))) {
                    series.get(i).get(j).setY(is.get(j));
                    changes.addArray().add(i).add(j).add(is.get(j));
                }
            }
        }
        for (int j = 0; j < data.errors().size(); j++) {
            var is = data.errors().get(j);
            if (!is.equals(before.errors().get(j))) {
                var item = series.getLast().get(j);
                item.setY(is.rate());
                item.setName(is.text());
                changes.addArray().add(series.size() - 1).add(j).add(is.rate()).add(is.text());
            }
        }
        if (!changes.isEmpty() && chart.isAttached()) {
            chart.getElement().executeJs("tidemarkMovePoints(this, $0)", changes);
        }
    }

    private void build(ColumnsData data) {
        legend.show(data.series(), true);
        series.clear();
        var configuration = new Configuration();
        configuration.getChart().setType(ChartType.COLUMN);
        configuration.getChart().setStyledMode(true);
        configuration.getChart().setAnimation(false);
        configuration.getChart().setAlignTicks(false);
        configuration.getLegend().setEnabled(false);
        configuration.setTitle("");
        // The frame describes the chart, and the table has the values.
        configuration.setAccessibility(new Accessibility(false));
        axes(configuration, data);
        configuration.getTooltip().setShared(true);
        configuration.getTooltip().setUseHTML(true);
        configuration.getTooltip().setAnimation(false);
        configuration.getTooltip().setFormatter(ChartScripts.tooltip(data.titles(), data.currency()));

        data.series().forEach(one -> series.add(column(one, data)));
        series.add(failures(data));
        series.forEach(configuration::addSeries);
        chart.setConfiguration(configuration);
    }

    private static void axes(Configuration configuration, ColumnsData data) {
        var x = configuration.getxAxis();
        x.setCategories(data.labels().toArray(String[]::new));
        x.getLabels().setRotation(0);
        x.setTickPositions(IntStream.range(0, data.labels().size())
                .filter(i -> !data.labels().get(i).isEmpty())
                .boxed()
                .toArray(Number[]::new));
        x.setTickLength(0);
        configuration.addyAxis(values(data));
        configuration.addyAxis(rates());
    }

    private static YAxis values(ColumnsData data) {
        var axis = new YAxis();
        axis.setTitle(new AxisTitle(""));
        if (data.goesBelowZero()) {
            var zero = new PlotLine();
            zero.setValue(0);
            zero.setWidth(1);
            zero.setClassName("zero-line");
            axis.addPlotLine(zero);
        } else {
            axis.setMin(0);
        }
        axis.setReversedStacks(false);
        axis.setHeight("80%");
        axis.getLabels().setFormatter(ChartScripts.axis(data.currency()));
        return axis;
    }

    private static YAxis rates() {
        var axis = new YAxis();
        axis.setTitle(new AxisTitle(""));
        axis.setMin(0);
        axis.setSoftMax(0.01);
        axis.setCeiling(1);
        axis.setTickAmount(2);
        axis.setTop("87%");
        axis.setHeight("13%");
        axis.setOffset(0);
        axis.getLabels().setFormatter(ChartScripts.rates());
        return axis;
    }

    private static DataSeries column(ColumnSeries of, ColumnsData data) {
        var items = new ArrayList<DataSeriesItem>();
        for (int i = 0; i < of.values().size(); i++) {
            var item = new DataSeriesItem(i, of.values().get(i));
            if (i == data.filling()) {
                // Without a name the class would not be sent.
                item.setName(data.titles().get(i));
                item.setClassName("filling");
            }
            items.add(item);
        }
        return series(of.name(), of.tone().classes(), 0, items);
    }

    private static DataSeries failures(ColumnsData data) {
        var items = new ArrayList<DataSeriesItem>();
        for (int i = 0; i < data.errors().size(); i++) {
            var failures = data.errors().get(i);
            var item = new DataSeriesItem(i, failures.rate());
            item.setName(failures.text());
            items.add(item);
        }
        return series("errors", "error-rate", 1, items);
    }

    private static DataSeries series(String name, String classes, int axis, List<DataSeriesItem> items) {
        var options = new PlotOptionsColumn();
        options.setStacking(Stacking.NORMAL);
        options.setAnimation(false);
        options.setClassName(classes);
        options.setPointPadding(0);
        options.setGroupPadding(0.08);
        options.setBorderRadius(0);
        var series = new DataSeries(name);
        series.setPlotOptions(options);
        series.setyAxis(axis);
        series.setData(items);
        return series;
    }
}
