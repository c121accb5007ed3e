package io.tidemark.ingest.csv;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rows that are not taken: the first in memory, all on disk. The file has the columns of the original behind the
 * line and the reason, so that it can be repaired and imported as it is. Rows stand in it as they were written.
 */
final class RejectLog implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(RejectLog.class);
    private static final int KEPT_IN_MEMORY = 200;

    private final char separator;
    private final List<String> columns;
    private final List<Reject> first = new ArrayList<>();
    private @Nullable Path file;
    private @Nullable BufferedWriter writer;
    private long count;

    RejectLog(List<String> columns, char separator) {
        this.columns = columns;
        this.separator = separator;
    }

    void add(CsvRecord row, List<Reject> reasons) throws IOException {
        count++;
        if (first.size() < KEPT_IN_MEMORY) {
            first.add(reasons.getFirst());
        }
        String reason = reasons.stream().map(Reject::reason).collect(Collectors.joining("; "));
        BufferedWriter out = writer();
        out.write(Long.toString(row.line()));
        out.write(separator);
        out.write(CsvCells.quoted(reason));
        out.write(separator);
        out.write(row.mistake() == null ? row.text() : CsvCells.quoted(row.text()));
        out.write("\r\n");
    }

    long count() {
        return count;
    }

    List<Reject> first() {
        return List.copyOf(first);
    }

    @Nullable
    Path file() {
        return file;
    }

    private BufferedWriter writer() throws IOException {
        if (writer == null) {
            file = Files.createTempFile("tidemark-rejected-", ".csv");
            writer = Files.newBufferedWriter(file);
            writer.write('\uFEFF');
            writer.write("line" + separator + "reason" + separator);
            writer.write(columns.stream().map(CsvCells::quoted).collect(Collectors.joining(String.valueOf(separator))));
            writer.write("\r\n");
        }
        return writer;
    }

    /** Forgets what is on disk. */
    void discard() {
        try {
            close();
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("event=file_not_deleted path={}", file, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
