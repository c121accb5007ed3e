package io.tidemark.imports;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import io.tidemark.ingest.csv.CsvContents;
import io.tidemark.ingest.csv.CsvFormat;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.CsvSettings;
import io.tidemark.ingest.csv.NotCsv;
import io.tidemark.ingest.csv.PreviewRow;
import io.tidemark.ingest.csv.UndecodableText;
import io.tidemark.ui.Panel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Between upload and import: how the file is read, what its columns mean, and what would come of it. */
final class MappingPanels extends Div {

    private final UploadedFile file;
    private final CsvImporter importer;
    private final Div mappingPlace = new Div();
    private final Div previewPlace = new Div();
    private final Notice notice = new Notice();
    private final Button start = new Button("Import");

    private CsvFormat format;
    private MappingForm mapping;

    /**
     * @param contents what the file holds when it is read as the settings say
     * @param settings what to start with
     * @param onStart gets what the user has made of it
     */
    MappingPanels(
            UploadedFile file,
            CsvContents contents,
            CsvSettings settings,
            CsvImporter importer,
            Consumer<CsvSettings> onStart,
            Runnable onGiveUp) {
        this.file = file;
        this.importer = importer;
        this.format = settings.format();
        this.mapping = new MappingForm(contents, settings.mapping(), this::preview);
        addClassName("import-parts");

        var columns = new Panel("Columns", new FormatForm(format, this::changeFormat), mappingPlace);
        columns.setRemark(file.name());
        start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        start.addClickListener(click -> {
            onStart.accept(new CsvSettings(format, mapping.value()));
        });
        var buttons = new Div(start, new Button("Choose another file", click -> onGiveUp.run()));
        buttons.addClassName("import-buttons");
        var preview = new Panel("Preview", notice, previewPlace, buttons);
        preview.setRemark("the first ten rows as they would be stored; times in UTC, before they are moved");
        add(columns, preview);
        mappingPlace.add(mapping);
        preview();
    }

    private void changeFormat(CsvFormat changed) {
        format = changed;
        try {
            CsvContents contents = importer.contents(file.path(), changed);
            mapping = new MappingForm(contents, contents.mapping(), this::preview);
            mappingPlace.removeAll();
            mappingPlace.add(mapping);
            preview();
        } catch (UndecodableText | NotCsv e) {
            refuse(Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void preview() {
        previewPlace.removeAll();
        var settings = new CsvSettings(format, mapping.value());
        try {
            List<PreviewRow> rows = importer.preview(file.path(), settings);
            previewPlace.add(new PreviewGrid(rows, settings.mapping()));
            notice.say(mapping.problem().orElse(hint(rows)));
        } catch (UndecodableText e) {
            refuse(Objects.requireNonNullElse(e.getMessage(), ""));
            return;
        }
        start.setEnabled(mapping.problem().isEmpty());
    }

    private String hint(List<PreviewRow> rows) {
        Instant shown = Instant.now().minus(ResultPanel.SHOWN_BY_THE_OVERVIEW);
        boolean old = rows.stream()
                .map(PreviewRow::call)
                .filter(Objects::nonNull)
                .anyMatch(call -> call.createdAt().isBefore(shown));
        return old && !mapping.value().endNow()
                ? "Some calls are more than 30 days old. The overview does not show those, unless all calls are moved in time (above)."
                : "";
    }

    private void refuse(String reason) {
        previewPlace.removeAll();
        notice.say(reason);
        start.setEnabled(false);
    }
}
