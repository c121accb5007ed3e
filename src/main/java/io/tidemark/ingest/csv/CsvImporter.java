package io.tidemark.ingest.csv;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.LongTransaction;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Imports calls from CSV files, each file in one transaction, and can take an import back. */
@Component
public class CsvImporter {

    private static final Logger log = LoggerFactory.getLogger(CsvImporter.class);
    private static final int SAMPLED_ROWS = 200;
    private static final int PREVIEWED_ROWS = 10;
    private static final int MOST_COLUMNS = 200;

    private final CallAppender appender;
    private final LongTransaction transaction;
    private final JdbcClient jdbc;
    private final InstantSource clock = InstantSource.system();

    CsvImporter(CallAppender appender, LongTransaction transaction, JdbcClient jdbc) {
        this.appender = appender;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /**
     * Guesses how a file is to be read.
     *
     * @throws NotCsv when its first row makes no sense
     */
    public CsvSettings guess(Path file, Charset charset) throws IOException {
        return guess(file, FormatGuess.guess(file, charset));
    }

    /**
     * Guesses what the columns of a file mean that is to be read this way.
     *
     * @throws NotCsv when its first row makes no sense
     */
    public CsvSettings guess(Path file, CsvFormat format) throws IOException {
        CsvSample sample = sample(file, format);
        if (sample.columns().isEmpty()) {
            throw new NotCsv("The first row cannot be read: it has a stray quote, or it is too long.");
        }
        if (sample.columns().size() > MOST_COLUMNS) {
            throw new NotCsv("The first row has %,d columns; %,d are the most that can be taken."
                    .formatted(sample.columns().size(), MOST_COLUMNS));
        }
        return new CsvSettings(format, MappingGuess.guess(sample, format));
    }

    /** The first rows of a file. */
    public CsvSample sample(Path file, CsvFormat format) throws IOException {
        return CsvSample.read(file, format, SAMPLED_ROWS);
    }

    /** The first ten rows as they would be stored; times are those of the file. */
    public List<PreviewRow> preview(Path file, CsvSettings settings) {
        List<PreviewRow> rows = new ArrayList<>();
        new RowPass(settings, clock.instant()).run(file, PREVIEWED_ROWS, bytes -> {}, new RowPass.Receiver() {
            @Override
            public void accept(CsvRecord row, ApiCall call) {
                rows.add(new PreviewRow(row.line(), call, List.of()));
            }

            @Override
            public void reject(CsvRecord row, List<Reject> reasons) {
                rows.add(new PreviewRow(row.line(), null, reasons));
            }
        });
        return rows;
    }

    /** How many calls are stored that came from a file of this content. */
    public long importedBefore(CsvProbe file) {
        return transaction.run(() -> jdbc.sql("SELECT count(*) FROM api_usage WHERE source LIKE :prefix")
                .param("prefix", source(file).substring(0, "import:12345678-1234-1234".length()) + "%")
                .query(Long.class)
                .single());
    }

    /**
     * Imports a file.
     *
     * @throws ImportCancelled when {@code progress} says so
     * @throws UndecodableText when the file is not in the encoding of the settings
     */
    public ImportResult run(Path file, CsvProbe probe, CsvSettings settings, ImportProgress progress) {
        String source = source(probe);
        ImportResult result = transaction.run(
                () -> new CsvImport(file, probe.size(), settings, clock.instant(), progress).run(source, appender));
        log.info("event=calls_taken source={} count={} rejected={}", source, result.accepted(), result.rejected());
        return result;
    }

    /** Deletes the calls of an import and returns how many they were. */
    public long undo(ImportResult result) {
        if (result.oldest() == null || result.newest() == null) {
            return 0;
        }
        var oldest = result.oldest().atOffset(ZoneOffset.UTC);
        var newest = result.newest().atOffset(ZoneOffset.UTC);
        long deleted = transaction.run(() -> jdbc.sql("""
                        DELETE FROM api_usage
                        WHERE source = :source AND created_at BETWEEN :oldest AND :newest""")
                .param("source", result.source())
                .param("oldest", oldest)
                .param("newest", newest)
                .update());
        log.info("event=import_undone source={} count={}", result.source(), deleted);
        return deleted;
    }

    /** One of its own for each import, beginning alike for files of the same content. */
    private static String source(CsvProbe probe) {
        return "import:" + new UUID(probe.fingerprint(), UUID.randomUUID().getLeastSignificantBits());
    }
}
