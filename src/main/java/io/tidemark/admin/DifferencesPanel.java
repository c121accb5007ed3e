package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.DataTable;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Panel;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.Times;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cells that the last verification found wrong, and the way to have their days counted anew. */
class DifferencesPanel extends Panel {

    private static final int MOST_DAYS_NAMED = 6;
    private static final List<Column> COLUMNS = List.of(
            Column.text("Relation", "relation"),
            Column.text("Cell", "cell"),
            Column.text("Figure", "column"),
            Column.number("Shown", "found"),
            Column.number("Recounted", "expected"));

    private final DataTable table = new DataTable();
    private final Paragraph note = new Paragraph();
    private final Button repair = new Button();
    private @Nullable Differences shown;

    DifferencesPanel(Consumer<SortedSet<LocalDate>> repairDays) {
        super("Cells that differ from the source");
        setId("differences");
        addClassName("names-first");
        note.addClassName("aside");
        repair.addThemeVariants(ButtonVariant.PRIMARY);
        repair.addClickListener(_ -> {
            if (shown != null) {
                confirm(shown.days(), repairDays).open();
            }
        });
        addActions(repair);
        addContent(note, table);
        setVisible(false);
    }

    void show(@Nullable Differences differences) {
        setVisible(differences != null && differences.count() > 0);
        if (differences == null || differences.equals(shown)) {
            shown = differences;
            return;
        }
        shown = differences;
        var days = differences.days();
        repair.setText(days.size() == 1 ? "Repair this day" : "Repair these %d days".formatted(days.size()));
        setRemark(
                differences.count() > differences.first().size()
                        ? "the first %s of %s"
                                .formatted(
                                        Figures.count(differences.first().size()), Figures.count(differences.count()))
                        : "");
        note.setText("Wrong on " + named(days) + ".");
        table.setData(new TableData(
                "Cells that differ",
                COLUMNS,
                differences.first().stream().map(DifferencesPanel::row).toList()));
    }

    private static Row row(DifferingCell of) {
        return new Row(
                of.relation() + of.cell() + of.column(),
                List.of(
                        Cell.of(of.relation()),
                        Cell.of(of.cell()),
                        Cell.of(of.column()),
                        Cell.of(of.found() == null ? "not there" : of.found()),
                        Cell.of(of.expected() == null ? "should not be" : of.expected())));
    }

    private static String named(SortedSet<LocalDate> days) {
        var names = days.stream().limit(MOST_DAYS_NAMED).map(Times::dayOfYear).collect(Collectors.joining("; "));
        int more = days.size() - MOST_DAYS_NAMED;
        return more > 0 ? names + "; and %d more days".formatted(more) : names;
    }

    private static ConfirmDialog confirm(SortedSet<LocalDate> days, Consumer<SortedSet<LocalDate>> repairDays) {
        var dialog = new ConfirmDialog(
                days.size() == 1 ? "Repair this day?" : "Repair these days?",
                "Counts anew from api_usage, in one transaction: %s. Figures stay readable; other refreshes wait."
                        .formatted(named(days)),
                "Repair",
                _ -> repairDays.accept(days));
        dialog.setCancelable(true);
        return dialog;
    }
}
