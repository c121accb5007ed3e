package io.tidemark.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a table as CSV (RFC 4180), every row with what it is true for, text safe to open in a spreadsheet. */
public final class Csv {

    /** Where one begins: also with a sign of double width, and behind blanks. */
    private static final Pattern FORMULA =
            Pattern.compile("^(?=[\t\r])|(?:^|(?<=[;|\t\r\n]))(?=[\\s\\p{Zs}]*[=+@\\-\uff1d\uff0b\uff20\uff0d\u2212])");

    private Csv() {}

    /**
     * The table with more columns at the end that are the same in every row.
     *
     * @param context names and values of those columns, in order
     */
    public static String of(TableData table, Map<String, String> context) {
        var header = new ArrayList<String>();
        table.columns().stream().filter(Csv::isData).map(TableData.Column::name).forEach(header::add);
        header.addAll(context.keySet());
        return line(header) + rows(table, context);
    }

    /** The same without the names of the columns: what goes on after a part that was written before. */
    public static String rows(TableData table, Map<String, String> context) {
        var lines = new StringBuilder();
        var columns = table.columns();
        for (var row : table.rows()) {
            var values = new ArrayList<String>();
            for (int i = 0; i < columns.size(); i++) {
                if (isData(columns.get(i))) {
                    var raw = row.cells().get(i).raw();
                    values.add(columns.get(i).isNumber() ? raw : harmless(raw));
                }
            }
            context.values().forEach(value -> values.add(harmless(value)));
            lines.append(line(values));
        }
        return lines.toString();
    }

    private static boolean isData(TableData.Column column) {
        return !column.name().isEmpty();
    }

    /**
     * A spreadsheet takes a text that starts like this for a formula; so it does with what stands behind a semicolon, a tab or
     * a line's end where it takes these for the end of a cell, whatever quotes are around it.
     */
    private static String harmless(String text) {
        return FORMULA.matcher(text).replaceAll("'");
    }

    private static String line(List<String> values) {
        return values.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
