package io.tidemark.imports;

import io.tidemark.ingest.csv.CsvProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that somebody uploaded, on this server's disk until it is imported or given up.
 *
 * @param name what it is called where it came from
 * @param importedBefore how many stored calls come from a file of the same content
 */
record UploadedFile(String name, Path path, CsvProbe probe, long importedBefore) {

    private static final Logger log = LoggerFactory.getLogger(UploadedFile.class);

    void delete() {
        delete(path);
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("event=file_not_deleted path={}", path, e);
        }
    }
}
