package io.tidemark.imports;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.progressbar.ProgressBar;
import io.tidemark.ui.Panel;

/** How far an import is, and the way to end it. */
final class ProgressPanel extends Panel {

    private final ProgressBar bar = new ProgressBar();
    private final Paragraph counts = new Paragraph();
    private final Button cancel = new Button("Cancel");

    ProgressPanel(ImportJob job) {
        super("Importing " + job.file().name());
        cancel.addClickListener(click -> {
            job.cancel();
            cancel.setText("Cancelling…");
            cancel.setEnabled(false);
        });
        bar.getElement().setAttribute("aria-label", "Progress of the import");
        counts.addClassName("import-note");
        var buttons = new Div(cancel);
        buttons.addClassName("import-buttons");
        addContent(bar, counts, buttons);
        show(job.state());
    }

    void show(ImportJob.State state) {
        bar.setValue(Math.min(1, state.fraction()));
        counts.setText(
                state.fraction() >= 1
                        ? "%,d rows read. Storing them for good…".formatted(state.accepted() + state.rejected())
                        : "%,d calls taken, %,d rows rejected so far".formatted(state.accepted(), state.rejected()));
    }
}
