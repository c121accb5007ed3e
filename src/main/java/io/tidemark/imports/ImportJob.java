package io.tidemark.imports;

import io.tidemark.database.UnstorableText;
import io.tidemark.ingest.Refusal;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.CsvSettings;
import io.tidemark.ingest.csv.ImportCancelled;
import io.tidemark.ingest.csv.ImportResult;
import io.tidemark.ingest.csv.NotCsv;
import io.tidemark.ingest.csv.UndecodableText;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** An import at work behind a page. It goes on when the page is left, and can be looked at again. */
final class ImportJob {

    private static final Logger log = LoggerFactory.getLogger(ImportJob.class);

    /** How far it is; at its end with a result, or with the reason why there is none. */
    record State(
            double fraction,
            long accepted,
            long rejected,
            @Nullable ImportResult result,
            @Nullable String failure) {

        boolean ended() {
            return result != null || failure != null;
        }
    }

    private final UploadedFile file;
    private final CsvSettings settings;
    private final CsvImporter importer;
    private final Refresher refresher;
    private final Audit audit;
    private final Who who = Who.current();
    private volatile State state = new State(0, 0, 0, null, null);
    private volatile boolean cancelled;
    private final List<Consumer<State>> watchers = new CopyOnWriteArrayList<>();

    ImportJob(UploadedFile file, CsvSettings settings, CsvImporter importer, Refresher refresher, Audit audit) {
        this.file = file;
        this.settings = settings;
        this.importer = importer;
        this.refresher = refresher;
        this.audit = audit;
    }

    void start() {
        Thread.ofVirtual().name("import").start(this::run);
    }

    void cancel() {
        cancelled = true;
    }

    UploadedFile file() {
        return file;
    }

    CsvSettings settings() {
        return settings;
    }

    State state() {
        return state;
    }

    /** Tells somebody about every new state, until the answer is run. */
    Runnable watch(Consumer<State> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Forgets what is on disk. */
    void dispose() {
        cancel();
        file.delete();
        ImportResult result = state.result();
        if (result != null && result.rejectedRows() != null) {
            UploadedFile.delete(result.rejectedRows());
        }
    }

    private void run() {
        try {
            ImportResult result = importer.run(file.path(), file.probe(), settings, (fraction, accepted, rejected) -> {
                become(new State(fraction, accepted, rejected, null, null));
                return !cancelled;
            });
            file.delete();
            audit.record(who, "calls imported", file.name(), "%,d calls".formatted(result.accepted()));
            become(new State(1, result.accepted(), result.rejected(), result, null));
            refresh();
        } catch (ImportCancelled | UndecodableText | NotCsv e) {
            fail(Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (DataAccessException e) {
            var unstorable = UnstorableText.in(e);
            if (unstorable.isPresent()) {
                fail(unstorable.get() + " Nothing was stored.");
                return;
            }
            log.error("event=import_failed", e);
            fail(
                    Refusal.in(e)
                            .map(Refusal::text)
                            .orElse(
                                    "The database did not take the calls; nothing was stored. Look for import_failed in the server's log."));
        } catch (RuntimeException e) {
            log.error("event=import_failed", e);
            fail("The import failed and nothing was stored. Look for import_failed in the server's log.");
        }
    }

    /** Shows the calls at once; if that fails, the next refresh does. */
    private void refresh() {
        try {
            refresher.refresh("import", who.name());
        } catch (DataAccessException e) {
            log.warn("event=refresh_after_import_failed", e);
        }
    }

    private void fail(String reason) {
        become(new State(state.fraction(), 0, 0, null, reason));
    }

    private void become(State next) {
        state = next;
        watchers.forEach(watcher -> watcher.accept(next));
    }
}
