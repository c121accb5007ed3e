package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import java.util.function.Consumer;

/** Asks why, before refreshing is paused: whoever wonders about old figures is told. */
class PauseDialog extends Dialog {

    private static final int LONGEST_REASON = 200;

    private final TextField reason = new TextField("Reason");
    private final Consumer<String> confirmed;

    PauseDialog(Consumer<String> confirmed) {
        this.confirmed = confirmed;
        setHeaderTitle("Pause refreshing?");
        setWidth("min(30rem, 94vw)");
        addClassName("admin-dialog");
        reason.setHelperText("Shown to everybody who looks at old figures.");
        reason.setPlaceholder("migrating the warehouse");
        reason.setMaxLength(LONGEST_REASON);
        reason.setRequiredIndicatorVisible(true);
        reason.setManualValidation(true);
        reason.setErrorMessage("Say why, so that others know.");
        reason.setWidthFull();
        reason.setAutofocus(true);
        add(
                new Paragraph("Nothing refreshes by itself until somebody resumes, on any node, and pg_cron's job is"
                        + " taken away. Calls still arrive, and Refresh now still works."),
                reason);
        var pause = new Button("Pause refreshing", _ -> confirm());
        pause.addThemeVariants(ButtonVariant.PRIMARY);
        getFooter().add(new Button("Cancel", _ -> close()), pause);
    }

    private void confirm() {
        var text = reason.getValue().trim();
        reason.setInvalid(text.isEmpty());
        if (!text.isEmpty()) {
            close();
            confirmed.accept(text);
        }
    }
}
