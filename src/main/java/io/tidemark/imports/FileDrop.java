package io.tidemark.imports;

import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadI18N;
import com.vaadin.flow.server.streams.UploadEvent;
import com.vaadin.flow.server.streams.UploadHandler;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.CsvProbe;
import io.tidemark.ingest.csv.NotCsv;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one file, straight to disk, and looks at it once. */
final class FileDrop extends Upload {

    private static final Logger log = LoggerFactory.getLogger(FileDrop.class);

    private final transient CsvImporter importer;
    private final long mostBytes;
    private final Consumer<UploadedFile> onFile;
    private final Consumer<String> onRefusal;

    /**
     * @param onFile gets the file, in the page's own turn
     * @param onRefusal gets the reason when the file is of no use
     */
    FileDrop(CsvImporter importer, long mostBytes, Consumer<UploadedFile> onFile, Consumer<String> onRefusal) {
        this.importer = importer;
        this.mostBytes = mostBytes;
        this.onFile = onFile;
        this.onRefusal = onRefusal;
        setUploadHandler(new ToDisk());
        setMaxFiles(1);
        // The setter takes an int, which ends at 2 GB.
        getElement().setProperty("maxFileSize", (double) mostBytes);
        setI18n(new UploadI18N()
                .setAddFiles(new UploadI18N.AddFiles().setOne("Choose a CSV file…"))
                .setDropFiles(new UploadI18N.DropFiles().setOne("or drop it here"))
                .setError(new UploadI18N.Error()
                        .setFileIsTooBig("The file is larger than " + size(mostBytes) + ".")
                        .setTooManyFiles("One file at a time."))
                .setUnits(List.of("B", "kB", "MB", "GB", "TB"), 1000));
        addFileRejectedListener(event -> onRefusal.accept(event.getErrorMessage()));
    }

    private final class ToDisk implements UploadHandler {

        @Override
        public void handleUploadRequest(UploadEvent event) throws IOException {
            Path path = Files.createTempFile("tidemark-import-", ".csv");
            boolean kept = false;
            try (InputStream in = event.getInputStream()) {
                copy(in, path);
                var file = look(event.getFileName(), path);
                kept = Background.tell(event.getUI(), () -> onFile.accept(file));
            } catch (NotCsv | TooLarge e) {
                Background.tell(event.getUI(), () -> {
                    clearFileList();
                    onRefusal.accept(Objects.requireNonNullElse(e.getMessage(), ""));
                });
            } finally {
                if (!kept) {
                    UploadedFile.delete(path);
                }
            }
        }

        private UploadedFile look(String name, Path path) throws IOException {
            CsvProbe probe = CsvProbe.of(path);
            return new UploadedFile(name, path, probe, importer.importedBefore(probe));
        }

        @Override
        public long getFileSizeMax() {
            return mostBytes;
        }

        @Override
        public long getRequestSizeMax() {
            return -1;
        }

        private void copy(InputStream in, Path path) throws IOException {
            byte[] buffer = new byte[1 << 16];
            long written = 0;
            try (OutputStream out = Files.newOutputStream(path)) {
                for (int n; (n = in.read(buffer)) >= 0; written += n) {
                    if (written + n > mostBytes) {
                        throw new TooLarge("The file is larger than " + size(mostBytes) + ".");
                    }
                    out.write(buffer, 0, n);
                }
            }
            log.info("event=file_uploaded bytes={}", written);
        }
    }

    private static final class TooLarge extends RuntimeException {

        TooLarge(String message) {
            super(message, null, false, false);
        }
    }

    private static String size(long bytes) {
        return bytes >= 1_000_000_000 ? "%.1f GB".formatted(bytes / 1e9) : "%.1f MB".formatted(bytes / 1e6);
    }
}
