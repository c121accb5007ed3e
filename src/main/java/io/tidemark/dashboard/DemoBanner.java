package io.tidemark.dashboard;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Who;
import io.tidemark.ui.Background;
import io.tidemark.ui.Problems;
import java.util.Locale;

/** Says that there are demo calls among the figures, and removes them. */
class DemoBanner extends Div {

    private static final int MESSAGE_MS = 5_000;

    private final PageServices services;
    private final Command done;
    private final Button remove = new Button("Remove demo data");

    DemoBanner(PageServices services, Command done) {
        this.services = services;
        this.done = done;
        addClassName("demo-banner");
        remove.setVisible(Who.current().isAdmin());
        remove.addThemeVariants(ButtonVariant.TERTIARY);
        remove.addClickListener(_ -> confirm());
        var label = new Span("Demo data");
        label.addClassName("demo-label");
        add(label, new Span("These figures contain made-up calls."), remove);
        setVisible(false);
    }

    private void confirm() {
        var dialog = new ConfirmDialog();
        dialog.setHeader("Remove all demo calls?");
        dialog.setText("Every call with the source “demo” is deleted from api_usage. Real calls stay.");
        dialog.setCancelable(true);
        dialog.setConfirmText("Remove demo calls");
        dialog.setConfirmButtonTheme("error primary");
        dialog.addConfirmListener(_ -> getUI().ifPresent(this::remove));
        dialog.open();
    }

    private void remove(UI ui) {
        remove.setEnabled(false);
        var who = Who.current();
        Background.run(ui, () -> remove(who), this::end, problem -> end(Problems.inWords(problem)));
    }

    private void end(String message) {
        remove.setEnabled(true);
        Notification.show(message, MESSAGE_MS, Notification.Position.TOP_END);
        done.execute();
    }

    private String remove(Who who) {
        long removed = services.demo().remove();
        services.audit().record(who, "demo calls removed", "api_usage", String.format(Locale.US, "%,d calls", removed));
        services.refresh(who);
        return String.format(Locale.US, "%,d demo calls removed", removed);
    }
}
