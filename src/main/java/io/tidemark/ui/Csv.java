package io.tidemark.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a table as CSV (RFC 4180), every row with what it is true for, text safe to open in a spreadsheet. */
public final class Csv {

    private Csv() {}

    /**
     * The table with more columns at the end that are the same in every row.
     *
     * @param context names and values of those columns, in order
     */
    public static String of(TableData table, Map<String, String> context) {
        var lines = new ArrayList<String>();
        var columns = table.columns();
        var header = new ArrayList<String>();
        columns.stream().filter(Csv::isData).map(TableData.Column::name).forEach(header::add);
        header.addAll(context.keySet());
        lines.add(line(header));
        for (var row : table.rows()) {
            var values = new ArrayList<String>();
            for (int i = 0; i < columns.size(); i++) {
                if (isData(columns.get(i))) {
                    var raw = row.cells().get(i).raw();
                    values.add(columns.get(i).isNumber() ? raw : harmless(raw));
                }
            }
            context.values().forEach(value -> values.add(harmless(value)));
            lines.add(line(values));
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static boolean isData(TableData.Column column) {
        return !column.name().isEmpty();
    }

    /** A spreadsheet takes a text that starts like this for a formula. */
    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String line(List<String> values) {
        return values.stream().map(Csv::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
