package io.tidemark.ui.charts;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The few functions that run in the browser, because only there is it known what is hovered or how wide it is; the longer
 * ones are in {@code frontend/charts.js}.
 */
final class ChartScripts {

    private ChartScripts() {}

    /** Labels of a value axis, with the digits that its steps need: {@code $1.2k}, {@code $0.0001}. */
    static String axis(String currency) {
        return "function() { return tidemarkChart.axis(this, '%s'); }".formatted(currency);
    }

    /** Labels of an axis of rates: {@code 2.5 %}. */
    static String rates() {
        return "function() { return tidemarkChart.rate(this); }";
    }

    /** A column's title, its total and its values, which add up; names are text. */
    static String tooltip(List<String> titles, String currency) {
        return "function() { return tidemarkChart.tooltip(this, [%s], '%s'); }"
                .formatted(
                        titles.stream()
                                .map(title -> "'" + title.replace("'", "") + "'")
                                .collect(Collectors.joining(",")),
                        currency);
    }

    /** Labels of an axis in milliseconds: {@code 40 ms}, {@code 1.2 s}, {@code 5 min}. */
    static String milliseconds() {
        return """
                function() {
                    const figure = n => new Intl.NumberFormat('en-US', {maximumFractionDigits: 1}).format(n);
                    const ms = this.value;
                    return ms < 1000 ? figure(ms) + ' ms' : ms < 60000 ? figure(ms / 1000) + ' s'
                        : ms < 3600000 ? figure(ms / 60000) + ' min' : figure(ms / 3600000) + ' h';
                }
                """;
    }

    /** The lines of the hovered point's name, the first as a heading; they are text, not markup. */
    static String linesOfName() {
        return """
                function() {
                    const text = s => s.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
                    const point = (this.points || [this])[0].point || this.points[0];
                    const lines = (point.name || '').split('\\n').map(text);
                    return '<b>' + lines[0] + '</b>' + lines.slice(1).map(line => '<br>' + line).join('');
                }
                """;
    }
}
