package io.tidemark.ingest.csv;

import java.util.ArrayList;
import java.util.List;

/** The cells of one row. */
final class CsvCells {

    private CsvCells() {}

    /** Splits a row whose quotes match. */
    static List<String> split(String row, char separator) {
        List<String> cells = new ArrayList<>();
        int begin = 0;
        while (true) {
            if (begin < row.length() && row.charAt(begin) == '"') {
                begin = addQuoted(row, begin + 1, separator, cells);
            } else {
                int end = row.indexOf(separator, begin);
                cells.add(row.substring(begin, end < 0 ? row.length() : end));
                begin = end < 0 ? -1 : end + 1;
            }
            if (begin < 0) {
                return cells;
            }
        }
    }

    /** Adds the cell that begins behind a quote and returns where the next one begins, or -1. */
    private static int addQuoted(String row, int begin, char separator, List<String> cells) {
        var cell = new StringBuilder();
        int from = begin;
        while (true) {
            int quote = row.indexOf('"', from);
            cell.append(row, from, quote);
            if (quote + 1 < row.length() && row.charAt(quote + 1) == '"') {
                cell.append('"');
                from = quote + 2;
                continue;
            }
            cells.add(cell.toString());
            int end = row.indexOf(separator, quote);
            return end < 0 ? -1 : end + 1;
        }
    }

    /** A cell as it is written into a row. */
    static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }
}
