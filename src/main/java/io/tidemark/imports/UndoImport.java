package io.tidemark.imports;

import com.vaadin.flow.component.UI;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.ImportResult;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Takes an import back, behind the page. */
final class UndoImport {

    private static final Logger log = LoggerFactory.getLogger(UndoImport.class);

    private final CsvImporter importer;
    private final Refresher refresher;
    private final Audit audit;
    private final ImportResult result;

    UndoImport(CsvImporter importer, Refresher refresher, Audit audit, ImportResult result) {
        this.importer = importer;
        this.refresher = refresher;
        this.audit = audit;
        this.result = result;
    }

    /** Begins, and later tells the page what became of it. */
    void start(UI page, Consumer<String> onEnd) {
        var who = Who.current();
        Thread.ofVirtual().name("undo-import").start(() -> {
            String outcome = run(who);
            Background.tell(page, () -> onEnd.accept(outcome));
        });
    }

    private String run(Who who) {
        long deleted;
        try {
            deleted = importer.undo(result);
            audit.record(who, "import undone", "api_usage", "%,d calls deleted".formatted(deleted));
        } catch (DataAccessException e) {
            log.error("event=import_not_undone", e);
            return "The database did not delete the calls; they are all still there.";
        }
        try {
            refresher.refresh("undo import", who.name());
        } catch (DataAccessException e) {
            log.warn("event=refresh_after_undo_failed", e);
        }
        return "Undone: %,d calls were deleted.".formatted(deleted);
    }
}
