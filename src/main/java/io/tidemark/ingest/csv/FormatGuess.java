package io.tidemark.ingest.csv;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what separates a file's cells, and whether its first row names the columns. */
final class FormatGuess {

    private static final int ROWS = 50;
    private static final Pattern VALUE = Pattern.compile("[\\d\\s.,:/+TZeE-]*\\d[\\d\\s.,:/+TZeE-]*|NaN|NULL|\\\\N");

    private FormatGuess() {}

    static CsvFormat guess(Path file, Charset charset) throws IOException {
        char best = ',';
        int most = 0;
        for (char separator : new char[] {',', ';', '\t', '|'}) {
            int score = score(CsvSample.read(file, new CsvFormat(charset, separator, false), ROWS));
            if (score > most) {
                best = separator;
                most = score;
            }
        }
        var format = new CsvFormat(charset, best, false);
        return new CsvFormat(
                charset, best, namesColumns(CsvSample.read(file, format, 2).rows()));
    }

    /** Rows that agree on a number of columns above one, and then how many columns that are. */
    private static int score(CsvSample sample) {
        Map<Integer, Long> rowsBySize = sample.rows().stream()
                .filter(row -> row.cells().size() > 1)
                .collect(Collectors.groupingBy(row -> row.cells().size(), Collectors.counting()));
        return rowsBySize.entrySet().stream()
                .map(entry -> (int) (entry.getValue() * 1_000 + Math.min(999, entry.getKey())))
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    private static boolean namesColumns(List<CsvRecord> firstRows) {
        if (firstRows.isEmpty()) {
            return false;
        }
        List<String> first = firstRows.getFirst().cells();
        if (first.stream().anyMatch(ColumnNames::isKnown)) {
            return true;
        }
        Function<CsvRecord, Stream<String>> values = row ->
                row.cells().stream().filter(cell -> VALUE.matcher(cell.strip()).matches());
        return values.apply(firstRows.getFirst()).findAny().isEmpty()
                && values.apply(firstRows.getLast()).findAny().isPresent();
    }
}
