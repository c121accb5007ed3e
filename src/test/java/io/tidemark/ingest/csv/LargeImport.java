package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.LongTransaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A program that imports one file; its heap is what it is started with. */
final class LargeImport {

    private LargeImport() {}

    static void main(String[] arguments) throws Exception {
        var database = new DriverManagerDataSource(arguments[0], arguments[1], arguments[2]);
        Path file = Path.of(arguments[3]);
        var transactions = new JdbcTransactionManager(database);
        var importer = new CsvImporter(
                new CallAppender(database, transactions),
                new LongTransaction(database, transactions),
                JdbcClient.create(database),
                Duration.ofHours(1));
        Instant start = Instant.now();
        CsvProbe probe = CsvProbe.of(file);
        Instant probed = Instant.now();
        ImportResult result =
                importer.run(file, probe, importer.guess(file, probe.charset()), ImportProgress.UNWATCHED);
        System.out.printf(
                "accepted=%d rejected=%d probe_ms=%d import_ms=%d%n",
                result.accepted(),
                result.rejected(),
                Duration.between(start, probed).toMillis(),
                Duration.between(probed, Instant.now()).toMillis());
    }
}
