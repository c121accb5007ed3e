package io.tidemark.ingest.csv;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallValidator;
import io.tidemark.ingest.FieldProblem;
import io.tidemark.ingest.ReceivedAt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** A pass over the rows of a file: hands out calls, and rows with the reasons why they are none. */
final class RowPass {

    /** Gets what is read, row by row. */
    interface Receiver {

        void accept(CsvRecord row, ApiCall call);

        void reject(CsvRecord row, List<Reject> reasons) throws IOException;
    }

    private final CsvSettings settings;
    private final String currency;
    private final ReceivedAt now;

    RowPass(CsvSettings settings, String currency, ReceivedAt now) {
        this.settings = settings;
        this.currency = currency;
        this.now = now;
    }

    /**
     * Reads at most so many rows behind the header.
     *
     * @param onRead is given the bytes read so far, each time more are read
     */
    void run(Path file, long most, LongConsumer onRead, Receiver receiver) {
        try (InputStream in = new CountedInput(Files.newInputStream(file), onRead);
                var reader = new CsvReader(in, settings.format())) {
            CsvRecord row = reader.next();
            if (row == null) {
                return;
            }
            List<String> columns = CsvSample.names(row, settings.format());
            var mapper = new RowMapper(settings.mapping(), currency, now);
            if (settings.format().header()) {
                row = reader.next();
            }
            for (long rows = 0; row != null && rows < most; rows++) {
                CallValidator.Result result = mapper.map(row);
                if (result.call() != null) {
                    receiver.accept(row, result.call());
                } else {
                    receiver.reject(row, reasons(row, columns, result.problems()));
                }
                row = reader.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Reject> reasons(CsvRecord row, List<String> columns, List<FieldProblem> problems) {
        return problems.stream()
                .map(problem -> new Reject(
                        row.line(),
                        column(columns, problem.field()),
                        problem.field(),
                        problem.message(),
                        problem.value()))
                .toList();
    }

    private String column(List<String> columns, String field) {
        var mapped = settings.mapping().columns();
        return IntStream.range(0, Math.min(mapped.size(), columns.size()))
                .filter(i -> {
                    var target = mapped.get(i);
                    return target != null && target.column().equals(field);
                })
                .mapToObj(columns::get)
                .findFirst()
                .orElse("");
    }
}
