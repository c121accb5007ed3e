package io.tidemark.ingest.csv;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out what separates a file's cells, and whether its first row names the columns. */
final class FormatGuess {

    private static final int ROWS = 1_000;
    private static final Pattern VALUE = Pattern.compile("[\\d .,:/+TZeE-]*\\d[\\d .,:/+TZeE-]*|NaN|NULL|\\\\N");

    private FormatGuess() {}

    static CsvFormat guess(Path file, Charset charset) throws IOException {
        char separator = separator(file, charset);
        var format = new CsvFormat(charset, separator, false);
        return new CsvFormat(
                charset, separator, namesColumns(CsvSample.read(file, format, 2).rows()));
    }

    private static char separator(Path file, Charset charset) throws IOException {
        Optional<Character> named = CsvReader.namedSeparator(Files.newInputStream(file), charset);
        if (named.isPresent()) {
            return named.get();
        }
        char best = ',';
        Score most = new Score(0, 0, 0, 0);
        for (char separator : new char[] {',', ';', '\t', '|'}) {
            Score score = score(CsvSample.read(file, new CsvFormat(charset, separator, false), ROWS));
            if (score.compareTo(most) > 0) {
                best = separator;
                most = score;
            }
        }
        return best;
    }

    /**
     * How well a separator fits.
     *
     * @param names columns of a name that is known
     * @param values cells that are a number or a time as a whole
     * @param alike rows that agree on a number of columns
     */
    private record Score(long names, long values, long alike, int columns) implements Comparable<Score> {

        private static final Comparator<Score> ORDER = Comparator.comparingLong(Score::names)
                .thenComparingLong(Score::values)
                .thenComparingLong(Score::alike)
                .thenComparingInt(Score::columns);

        @Override
        public int compareTo(Score other) {
            return ORDER.compare(this, other);
        }
    }

    private static Score score(CsvSample sample) {
        long names = sample.rows().stream()
                .limit(1)
                .flatMap(row -> row.cells().stream())
                .filter(ColumnNames::isKnown)
                .count();
        List<List<String>> rows = sample.rows().stream()
                .map(CsvRecord::cells)
                .filter(cells -> cells.size() > 1)
                .toList();
        Map<Integer, Long> rowsBySize = rows.stream().collect(Collectors.groupingBy(List::size, Collectors.counting()));
        return rowsBySize.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> new Score(
                        names,
                        rows.stream()
                                .flatMap(List::stream)
                                .filter(FormatGuess::isValue)
                                .count(),
                        most.getValue(),
                        most.getKey()))
                .orElse(new Score(0, 0, 0, 0));
    }

    private static boolean isValue(String cell) {
        return VALUE.matcher(Blanks.strip(cell)).matches();
    }

    private static boolean namesColumns(List<CsvRecord> firstRows) {
        if (firstRows.isEmpty()) {
            return false;
        }
        List<String> first = firstRows.getFirst().cells();
        long values = first.stream().filter(FormatGuess::isValue).count();
        long names = first.stream().filter(ColumnNames::isKnown).count();
        return names > values
                || (values == 0 && firstRows.getLast().cells().stream().anyMatch(FormatGuess::isValue));
    }
}
