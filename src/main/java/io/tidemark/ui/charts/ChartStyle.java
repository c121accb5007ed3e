package io.tidemark.ui.charts;

import com.vaadin.flow.component.charts.Chart;

/** What all charts have in common. */
final class ChartStyle {

    private ChartStyle() {}

    /** Has our colours reach the inside of the chart's shadow tree; the frame around it speaks for it. */
    static void share(Chart chart) {
        chart.getElement().setAttribute("aria-hidden", "true");
        chart.getElement().executeJs("tidemarkChart.share(this)");
    }
}
