package io.tidemark.imports;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.ingest.csv.CsvContents;
import io.tidemark.ingest.csv.CsvFormat;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.CsvSettings;
import io.tidemark.ingest.csv.ImportResult;
import io.tidemark.ingest.csv.NotCsv;
import io.tidemark.ingest.csv.UndecodableText;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Access;
import io.tidemark.security.Audit;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Panel;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.util.unit.DataSize;

/** Imports a CSV file: choose it, say what its columns mean, look at what would come of it, import. */
@RolesAllowed(Access.ADMIN)
@Route(value = "import", layout = MainLayout.class)
@PageTitle("Import · Tidemark")
@Menu(title = "Import", order = 110)
class ImportView extends Page {

    private static final Duration BETWEEN_UPDATES = Duration.ofMillis(200);

    private final transient CsvImporter importer;
    private final transient Refresher refresher;
    private final transient Audit audit;
    private final long mostBytes;
    private final Notice notice = new Notice();
    private final Div content = new Div();

    private transient @Nullable UploadedFile waiting;
    private transient Runnable stopWatching = () -> {};

    ImportView(
            CsvImporter importer,
            Refresher refresher,
            Audit audit,
            @Value("${tidemark.import.max-file-size}") DataSize most) {
        this.importer = importer;
        this.refresher = refresher;
        this.audit = audit;
        this.mostBytes = most.toBytes();
        content.addClassName("import-parts");
        add(new PageHeader("Import"), notice, content);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        ImportJob job = SessionImport.job(event.getSession());
        if (job == null) {
            chooseFile();
        } else {
            follow(event.getUI(), job);
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        stopWatching.run();
        giveUpWaiting();
    }

    private void chooseFile() {
        giveUpWaiting();
        SessionImport.forget(UI.getCurrentOrThrow().getSession());
        var hint =
                new Paragraph("One row a call, with or without a header, separated by commas, semicolons, tabs or bars."
                        + " You see what would be stored before anything is.");
        hint.addClassName("import-note");
        show(new Panel("Choose a file", new FileDrop(importer, mostBytes, this::uploaded, notice::say), hint));
    }

    private void uploaded(UploadedFile file) {
        waiting = file;
        try {
            CsvFormat format = importer.format(file.path(), file.probe().charset());
            CsvContents contents = importer.contents(file.path(), format);
            mapColumns(file, contents, new CsvSettings(format, contents.mapping()));
        } catch (NotCsv e) {
            chooseFile();
            notice.say(Objects.requireNonNullElse(e.getMessage(), ""));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UndecodableText undecodable = file.probe().undecodable();
        long before = file.importedBefore();
        if (undecodable != null) {
            notice.say(
                    "The file is not UTF-8 (byte %,d, in line %,d). It is read as %s; check the names in the preview, or choose another encoding."
                            .formatted(
                                    undecodable.offset(),
                                    undecodable.line(),
                                    file.probe().charset().name()));
        } else if (before > 0) {
            notice.say(
                    "A file of the same content was imported before: %,d of its calls are stored. Importing it again counts them twice."
                            .formatted(before));
        }
    }

    private void mapColumns(UploadedFile file, CsvContents contents, CsvSettings settings) {
        notice.say("");
        show(new MappingPanels(
                file,
                contents,
                settings,
                importer,
                chosen -> start(new ImportJob(file, chosen, importer, refresher, audit)),
                this::chooseFile));
    }

    private void start(ImportJob job) {
        UI ui = UI.getCurrentOrThrow();
        ImportJob other = SessionImport.job(ui.getSession());
        if (other != null && !other.state().ended()) {
            notice.say("The import of %s is still running in another window. Wait until it has ended."
                    .formatted(other.file().name()));
            return;
        }
        SessionImport.remember(ui.getSession(), job);
        waiting = null;
        notice.say("");
        job.start();
        follow(ui, job);
    }

    private void follow(UI ui, ImportJob job) {
        var progress = new ProgressPanel(job);
        show(progress);
        var updates = new Throttle(BETWEEN_UPDATES);
        stopWatching.run();
        stopWatching = job.watch(state -> {
            if (state.ended() || updates.due()) {
                Background.tell(ui, () -> follow(job, progress, state));
            }
        });
        follow(job, progress, job.state());
    }

    private void follow(ImportJob job, ProgressPanel progress, ImportJob.State state) {
        Optional.ofNullable(state.result()).ifPresent(result -> finished(job, result));
        Optional.ofNullable(state.failure()).ifPresent(reason -> failed(job, reason));
        if (!state.ended()) {
            progress.show(state);
        }
    }

    private void failed(ImportJob job, String reason) {
        waiting = job.file();
        try {
            mapColumns(
                    job.file(),
                    importer.contents(job.file().path(), job.settings().format()),
                    job.settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        notice.say(reason);
        SessionImport.release(UI.getCurrentOrThrow().getSession());
    }

    private void finished(ImportJob job, ImportResult result) {
        var undo = new UndoImport(importer, refresher, audit, result);
        String file = job.file().name();
        show(new ResultPanel(file, result, undo, this::forgetImport, this::chooseFile));
        if (result.rejected() > 0) {
            content.add(ResultPanel.rejects(file, result));
        }
    }

    /** What was taken back is not shown again when somebody comes back to the page. */
    private void forgetImport() {
        SessionImport.forget(UI.getCurrentOrThrow().getSession());
        content.getChildren().skip(1).toList().forEach(content::remove);
    }

    private void giveUpWaiting() {
        if (waiting != null) {
            waiting.delete();
            waiting = null;
        }
    }

    private void show(Component part) {
        content.removeAll();
        content.add(part);
    }
}
