package io.tidemark.ingest.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The first rows of a file.
 *
 * @param columns names of the columns: the header's, else numbers
 * @param rows rows behind the header
 */
public record CsvSample(List<String> columns, List<CsvRecord> rows) {

    static CsvSample read(Path file, CsvFormat format, int most) throws IOException {
        List<CsvRecord> rows = new ArrayList<>();
        try (var reader = new CsvReader(Files.newInputStream(file), format)) {
            CsvRecord first = reader.next();
            if (first == null) {
                return new CsvSample(List.of(), rows);
            }
            if (!format.header()) {
                rows.add(first);
            }
            for (CsvRecord row; rows.size() < most && (row = reader.next()) != null; ) {
                rows.add(row);
            }
            return new CsvSample(names(first, format), rows);
        }
    }

    static List<String> names(CsvRecord first, CsvFormat format) {
        List<String> cells = first.cells();
        return IntStream.range(0, cells.size())
                .mapToObj(i -> format.header() && !cells.get(i).isBlank()
                        ? cells.get(i).strip()
                        : "column " + (i + 1))
                .toList();
    }

    /** The values of a column that has some, in rows that are wide enough. */
    public List<String> values(int column) {
        return rows.stream()
                .filter(row -> row.cells().size() > column)
                .map(row -> row.cells().get(column).strip())
                .filter(cell -> !cell.isEmpty())
                .toList();
    }
}
