package io.tidemark.ui.charts;

import java.util.List;
import java.util.stream.Collectors;

/** The few functions that run in the browser, because only there is it known what is hovered or how wide it is. */
final class ChartScripts {

    private ChartScripts() {}

    /** Compact labels of a value axis: {@code $1.2k}. */
    static String axis(String currency) {
        return "function() { return new Intl.NumberFormat('en-US', {notation: 'compact', maximumFractionDigits: 2%s})"
                        .formatted(style(currency))
                + ".format(this.value); }";
    }

    /** A column's title, its total and all its values, with as many digits as it takes for them to add up; names are text. */
    static String tooltip(List<String> titles, String currency) {
        return """
                function() {
                    const titles = [%s];
                    const text = s => s.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
                    const points = this.points || [this.point];
                    const stacked = points.filter(p => p.series.type === 'column');
                    const columns = [...stacked.filter(p => p.y > 0).reverse(), ...stacked.filter(p => p.y < 0)];
                    const total = columns.reduce((sum, p) => sum + p.y, 0);
                    const units = (y, digits) => Math.round(Number(y.toFixed(digits)) * 10 ** digits);
                    const addsUp = digits =>
                        columns.reduce((sum, p) => sum + units(p.y, digits), 0) === units(total, digits)
                        && columns.every(p => units(p.y, digits) !== 0);
                    let digits = %s;
                    while (digits > 0 && digits < 12 && !addsUp(digits)) digits++;
                    const figure = new Intl.NumberFormat('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits%s});
                    const row = (name, value, kind) =>
                        '<tr class="' + kind + '"><td>' + text(name) + '</td><td>' + value + '</td></tr>';
                    const rows = columns.map(p => row('\u25A0 ' + p.series.name, figure.format(units(p.y, digits) / 10 ** digits), p.series.options.className));
                    const errors = points.filter(p => p.series.type === 'line')
                        .map(p => row('errors', new Intl.NumberFormat('en-US').format(p.y), 'errors'));
                    return '<b>' + titles[points[0].point ? points[0].point.index : points[0].index] + '</b><table>'
                        + row('total', figure.format(units(total, digits) / 10 ** digits), 'total') + rows.join('') + errors.join('') + '</table>';
                }
                """.formatted(
                titles.stream().map(title -> "'" + title.replace("'", "") + "'").collect(Collectors.joining(",")),
                currency.isEmpty() ? 0 : 4,
                style(currency));
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

    private static String style(String currency) {
        return currency.isEmpty() ? "" : ", style: 'currency', currency: '%s'".formatted(currency);
    }
}
