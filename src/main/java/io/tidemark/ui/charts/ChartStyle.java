package io.tidemark.ui.charts;

import com.vaadin.flow.component.charts.Chart;

/** Our colours inside charts. */
final class ChartStyle {

    private ChartStyle() {}

    /** Has them reach the inside of the chart's shadow tree. */
    static void share(Chart chart) {
        chart.getElement().executeJs("""
                        if (!this.shadowRoot.querySelector('link')) {
                            const link = document.createElement('link');
                            link.rel = 'stylesheet';
                            link.href = 'charts.css';
                            this.shadowRoot.append(link);
                        }
                        """);
    }
}
