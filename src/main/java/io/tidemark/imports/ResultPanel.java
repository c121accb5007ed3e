package io.tidemark.imports;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import io.tidemark.ingest.csv.ImportResult;
import io.tidemark.ingest.csv.Reject;
import io.tidemark.ui.Panel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What became of a file, and what can be done about it. */
final class ResultPanel extends Panel {

    static final Duration SHOWN_BY_THE_OVERVIEW = Duration.ofDays(30);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Notice notice = new Notice();
    private final Button undo = new Button("Undo this import");

    /**
     * @param undoing deletes what was stored
     * @param onUndone hears that it is deleted
     * @param onNext starts over with another file
     */
    ResultPanel(String file, ImportResult result, UndoImport undoing, Runnable onUndone, Runnable onNext) {
        super("Imported " + file);
        var figures = new Div();
        figures.addClassName("import-figures");
        figures.add(
                figure("%,d".formatted(result.accepted()), result.accepted() == 1 ? "call stored" : "calls stored"),
                figure("%,d".formatted(result.rejected()), result.rejected() == 1 ? "row rejected" : "rows rejected"));
        addContent(notice, figures);
        if (result.oldest() != null && result.newest() != null) {
            addContent(span(result.oldest(), result.newest()));
        }

        var buttons = new Div();
        buttons.addClassName("import-buttons");
        if (result.accepted() > 0) {
            buttons.add(new Anchor("analytics", "See the overview"));
        }
        buttons.add(new Button("Import another file", click -> onNext.run()));
        undo.addThemeVariants(ButtonVariant.LUMO_ERROR);
        undo.addClickListener(click -> confirm(file, result, undoing, onUndone).open());
        undo.setVisible(result.accepted() > 0);
        buttons.add(undo);
        addContent(buttons);
    }

    /** A panel that lists the first rejected rows. */
    static Panel rejects(String file, ImportResult result) {
        var grid = new Grid<Reject>();
        grid.addThemeVariants(GridVariant.LUMO_NO_BORDER);
        grid.addColumn(Reject::line).setHeader("Line").setAutoWidth(true).setFlexGrow(0);
        grid.addColumn(Reject::column).setHeader("Column").setAutoWidth(true).setFlexGrow(0);
        grid.addColumn(reject -> reject.field() + " " + reject.message())
                .setHeader("Reason")
                .setAutoWidth(true);
        grid.addColumn(Reject::value).setHeader("Value").setAutoWidth(true);
        grid.setItems(result.firstRejects());
        grid.setAllRowsVisible(result.firstRejects().size() <= 10);
        var panel = new Panel("Rejected rows", grid);
        Path rows = result.rejectedRows();
        if (rows != null) {
            // Not by forFile(): it puts the name into the address, where a semicolon or percent sign is refused.
            String name = file.replaceFirst("\\.[^.]*$", "") + "-rejected.csv";
            var download = new Anchor(
                    DownloadHandler.fromInputStream(
                            _ -> new DownloadResponse(Files.newInputStream(rows), name, "text/csv", Files.size(rows))),
                    "Download all %,d".formatted(result.rejected()));
            download.getElement().setAttribute("download", true);
            panel.addActions(download);
        }
        if (result.rejected() > result.firstRejects().size()) {
            panel.setRemark("the first %,d".formatted(result.firstRejects().size()));
        }
        return panel;
    }

    private void undo(UndoImport undoing, Runnable onUndone) {
        undo.setEnabled(false);
        undo.setText("Undoing…");
        undoing.start(UI.getCurrentOrThrow(), outcome -> {
            undo.setVisible(false);
            notice.say(outcome);
            onUndone.run();
        });
    }

    private static Paragraph span(Instant oldest, Instant newest) {
        var text = new Paragraph("From %s to %s (UTC).".formatted(TIME.format(oldest), TIME.format(newest)));
        text.addClassName("import-note");
        if (newest.isBefore(Instant.now().minus(SHOWN_BY_THE_OVERVIEW))) {
            text.add(
                    " All are older than 30 days, so the overview's panels of the last 30 days do not show them. To see"
                            + " them there, undo this import and let all calls be moved in time.");
        }
        return text;
    }

    private ConfirmDialog confirm(String file, ImportResult result, UndoImport undoing, Runnable onUndone) {
        var dialog = new ConfirmDialog(
                "Undo the import of " + file + "?",
                "This deletes the %,d calls that it stored (source %s), and nothing else."
                        .formatted(result.accepted(), result.source()),
                "Delete calls",
                confirmed -> undo(undoing, onUndone));
        dialog.setConfirmButtonTheme("error primary");
        dialog.setCancelable(true);
        return dialog;
    }

    private static Div figure(String value, String label) {
        var number = new Span(value);
        number.addClassName("import-figure");
        var name = new Span(label);
        name.addClassName("import-note");
        return new Div(number, name);
    }
}
