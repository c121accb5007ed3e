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
import com.vaadin.flow.component.charts.model.PlotOptionsLine;
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
 * Columns of stacked values over time, what is below zero apart from what is above, with errors as a line. New values move
 * in place.
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
        for (int i = 0; i < series.size(); i++) {
            var was = valuesOf(before, i);
            var is = valuesOf(data, i);
            for (int j = 0; j < is.size(); j++) {
                if (!is.get(j).equals(was.get(j))) {
                    series.get(i).get(j).setY(is.get(j));
                    changes.addArray().add(i).add(j).add(is.get(j));
                }
            }
        }
        if (!changes.isEmpty() && chart.isAttached()) {
            chart.getElement().executeJs("tidemarkMovePoints(this, $0)", changes);
        }
    }

    private static List<Double> valuesOf(ColumnsData data, int index) {
        return index < data.series().size() ? data.series().get(index).values() : data.errors();
    }

    private void build(ColumnsData data) {
        legend.show(data.series(), true);
        series.clear();
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
        configuration.getTooltip().setFormatter(ChartScripts.tooltip(data.titles(), data.currency()));

        data.series().forEach(one -> series.add(column(one, data)));
        series.add(line(data));
        series.forEach(configuration::addSeries);
        chart.setConfiguration(configuration);
    }

    private static void axes(Configuration configuration, ColumnsData data) {
        var x = configuration.getxAxis();
        x.setCategories(data.labels().toArray(String[]::new));
        x.getLabels().setRotation(0);
        x.setTickPositions(labelled(data.labels().size()));
        x.setTickLength(0);
        configuration.addyAxis(axis(ChartScripts.axis(data.currency()), false, data.goesBelowZero()));
        configuration.addyAxis(axis(ChartScripts.axis(""), true, false));
    }

    /** A few columns in even steps, always with the last one. */
    private static Number[] labelled(int columns) {
        int step = columns <= 8 ? 1 : columns <= 31 && columns > 24 ? 7 : Math.ceilDiv(columns, 6);
        return IntStream.range(0, columns)
                .filter(i -> (columns - 1 - i) % step == 0)
                .boxed()
                .toArray(Number[]::new);
    }

    private static YAxis axis(String formatter, boolean opposite, boolean belowZero) {
        var axis = new YAxis();
        axis.setTitle(new AxisTitle(""));
        if (belowZero) {
            var zero = new PlotLine();
            zero.setValue(0);
            zero.setWidth(1);
            zero.setClassName("zero-line");
            axis.addPlotLine(zero);
        } else {
            axis.setMin(0);
        }
        axis.setReversedStacks(false);
        axis.setOpposite(opposite);
        axis.setAllowDecimals(!opposite);
        axis.getLabels().setFormatter(formatter);
        if (opposite) {
            axis.setGridLineWidth(0);
            axis.setClassName("errors-axis");
        }
        return axis;
    }

    private static DataSeries column(ColumnSeries of, ColumnsData data) {
        var options = new PlotOptionsColumn();
        options.setStacking(Stacking.NORMAL);
        options.setAnimation(false);
        options.setClassName(of.tone().classes());
        options.setPointPadding(0);
        options.setGroupPadding(0.08);
        options.setBorderRadius(0);
        var column = new DataSeries(of.name());
        column.setPlotOptions(options);
        column.setyAxis(0);
        column.setData(items(of.values(), data));
        return column;
    }

    private static DataSeries line(ColumnsData data) {
        var options = new PlotOptionsLine();
        options.setAnimation(false);
        options.setClassName("errors-line");
        options.getMarker().setEnabled(false);
        var line = new DataSeries("errors");
        line.setPlotOptions(options);
        line.setyAxis(1);
        line.setData(items(data.errors(), data));
        return line;
    }

    private static List<DataSeriesItem> items(List<Double> values, ColumnsData data) {
        var items = new ArrayList<DataSeriesItem>();
        for (int i = 0; i < values.size(); i++) {
            var item = new DataSeriesItem(i, values.get(i));
            if (i == data.filling()) {
                // Without a name the class would not be sent.
                item.setName(data.labels().get(i));
                item.setClassName("filling");
            }
            items.add(item);
        }
        return items;
    }
}
