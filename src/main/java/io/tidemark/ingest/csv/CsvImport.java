package io.tidemark.ingest.csv;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.CallSink;
import io.tidemark.ingest.ReceivedAt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One import: where calls are to end now, a pass that finds the newest; then a pass that stores. */
final class CsvImport {

    private final Path file;
    private final long size;
    private final CsvSettings settings;
    private final ReceivedAt now;
    private final ImportProgress progress;
    private final RowPass pass;
    private long accepted;
    private long rejected;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    CsvImport(Path file, long size, CsvSettings settings, String currency, ReceivedAt now, ImportProgress progress) {
        this.file = file;
        this.size = Math.max(1, size);
        this.settings = settings;
        this.now = now;
        this.progress = progress;
        this.pass = new RowPass(settings, currency, now);
    }

    ImportResult run(String source, CallAppender appender) {
        Duration shift = settings.mapping().endNow() ? untilNow() : Duration.ZERO;
        double done = settings.mapping().endNow() ? 0.3 : 0;
        return appender.appending(source, sink -> store(source, sink, shift, done));
    }

    private ImportResult store(String source, CallSink sink, Duration shift, double done) {
        var rejects = new RejectLog(columns(), settings.format().separator());
        boolean stored = false;
        try {
            pass.run(file, Long.MAX_VALUE, report(done, 1), new RowPass.Receiver() {
                @Override
                public void accept(CsvRecord row, ApiCall call) {
                    ApiCall moved = call.at(call.createdAt().plus(shift));
                    sink.add(moved);
                    accepted++;
                    remember(moved.createdAt());
                }

                @Override
                public void reject(CsvRecord row, List<Reject> reasons) throws IOException {
                    rejects.add(row, reasons);
                    rejected++;
                }
            });
            rejects.close();
            progress.report(1, accepted, rejected);
            stored = true;
            return new ImportResult(source, accepted, rejected, rejects.first(), rejects.file(), oldest, newest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!stored) {
                rejects.discard();
            }
        }
    }

    /** How far the newest call that will be stored lies back. */
    private Duration untilNow() {
        pass.run(file, Long.MAX_VALUE, report(0, 0.3), new RowPass.Receiver() {
            @Override
            public void accept(CsvRecord row, ApiCall call) {
                remember(call.createdAt());
            }

            @Override
            public void reject(CsvRecord row, List<Reject> reasons) {}
        });
        Instant last = newest;
        oldest = null;
        newest = null;
        return last == null
                ? Duration.ZERO
                : Duration.between(last, now.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private List<String> columns() {
        try {
            return CsvSample.read(file, settings.format(), 1).columns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LongConsumer report(double from, double to) {
        return bytes -> {
            if (!progress.report(from + (to - from) * bytes / size, accepted, rejected)) {
                throw new ImportCancelled();
            }
        };
    }

    private void remember(Instant time) {
        if (oldest == null || time.isBefore(oldest)) {
            oldest = time;
        }
        if (newest == null || time.isAfter(newest)) {
            newest = time;
        }
    }
}
