package io.tidemark.ingest.csv;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.LongTransaction;
import io.tidemark.ingest.ReceivedAt;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Imports calls from CSV files, each file in one transaction, and can take an import back. */
@Component
public class CsvImporter {

    private static final Logger log = LoggerFactory.getLogger(CsvImporter.class);
    private static final int PREVIEWED_ROWS = 10;
    private static final int MOST_COLUMNS = 200;

    private final CallAppender appender;
    private final LongTransaction transaction;
    private final JdbcClient jdbc;
    private final Duration maxClockSkew;
    private final InstantSource clock = InstantSource.system();

    CsvImporter(
            CallAppender appender,
            LongTransaction transaction,
            JdbcClient jdbc,
            @Value("${tidemark.ingest.max-clock-skew}") Duration maxClockSkew) {
        this.appender = appender;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.maxClockSkew = maxClockSkew;
    }

    /**
     * Guesses how a file is to be read and what its columns mean.
     *
     * @throws NotCsv when its first row makes no sense
     */
    public CsvSettings guess(Path file, Charset charset) throws IOException {
        CsvFormat format = format(file, charset);
        return new CsvSettings(format, contents(file, format).mapping());
    }

    /** Guesses how a file's bytes are to be read. */
    public CsvFormat format(Path file, Charset charset) throws IOException {
        return FormatGuess.guess(file, charset);
    }

    /**
     * Looks at the rows of a file.
     *
     * @throws NotCsv when its first row makes no sense
     */
    public CsvContents contents(Path file, CsvFormat format) throws IOException {
        int columns = CsvSample.read(file, format, 1).columns().size();
        if (columns == 0) {
            throw new NotCsv("The first row cannot be read: it has a stray quote, or it is too long.");
        }
        if (columns > MOST_COLUMNS) {
            throw new NotCsv("The first row has %,d columns; %,d are the most that can be taken."
                    .formatted(columns, MOST_COLUMNS));
        }
        return CsvContents.read(file, format);
    }

    /** The first ten rows as they would be stored; times are those of the file. */
    public List<PreviewRow> preview(Path file, CsvSettings settings) {
        List<PreviewRow> rows = new ArrayList<>();
        new RowPass(settings, currency(), now()).run(file, PREVIEWED_ROWS, bytes -> {}, new RowPass.Receiver() {
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
        return transaction.run(() -> jdbc.sql("SELECT count(*) FROM usage_calls() WHERE source LIKE :prefix")
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
                () -> new CsvImport(file, probe.size(), settings, currency(), now(), progress).run(source, appender));
        log.info("event=calls_taken source={} count={} rejected={}", source, result.accepted(), result.rejected());
        return result;
    }

    private ReceivedAt now() {
        return new ReceivedAt(clock.instant(), maxClockSkew);
    }

    /** Deletes the calls of an import and returns how many they were. */
    public long undo(ImportResult result) {
        if (result.oldest() == null || result.newest() == null) {
            return 0;
        }
        var oldest = result.oldest().atOffset(ZoneOffset.UTC);
        var newest = result.newest().atOffset(ZoneOffset.UTC);
        long deleted = transaction.run(() -> jdbc.sql("""
                        SELECT delete_calls(:source, :oldest, :newest)""")
                .param("source", result.source())
                .param("oldest", oldest)
                .param("newest", newest)
                .query(Long.class)
                .single());
        log.info("event=import_undone source={} count={}", result.source(), deleted);
        return deleted;
    }

    private String currency() {
        return jdbc.sql("SELECT currency FROM analytics_settings")
                .query(String.class)
                .single();
    }

    /** One of its own for each import, beginning alike for files of the same content. */
    private static String source(CsvProbe probe) {
        return "import:" + new UUID(probe.fingerprint(), UUID.randomUUID().getLeastSignificantBits());
    }
}
