package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.Times;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks from which day on to count everything anew, and says how much that is. */
class RebuildDialog extends Dialog {

    private static final int DAYS_OF_THE_VIEWS = 30;

    private final DatePicker from = new DatePicker("From this day on");
    private final Paragraph size = new Paragraph();
    private final Button rebuild = new Button();
    private final JdbcClient jdbc;

    RebuildDialog(LocalDate today, JdbcClient jdbc, Consumer<LocalDate> confirmed) {
        this.jdbc = jdbc;
        setHeaderTitle("Rebuild the figures?");
        setWidth("min(30rem, 94vw)");
        addClassName("admin-dialog");
        from.setLocale(Locale.UK);
        from.setMax(today);
        from.setRequiredIndicatorVisible(true);
        from.setWidthFull();
        from.setI18n(new DatePicker.DatePickerI18n()
                .setRequiredErrorMessage("A day is needed.")
                .setBadInputErrorMessage("This is no day; write it as 01/11/2026 for November 1.")
                .setMaxErrorMessage("This day is still to come."));
        from.addValueChangeListener(_ -> say());
        size.getElement().setAttribute("role", "status");
        rebuild.addThemeVariants(ButtonVariant.PRIMARY);
        rebuild.addClickListener(_ -> {
            if (!from.isInvalid() && from.getValue() != null) {
                close();
                confirmed.accept(from.getValue());
            }
        });
        add(
                new Paragraph(
                        "Everything from this day on is counted anew from api_usage, in one transaction. Figures stay"
                                + " readable and calls still arrive, but other refreshes wait for it. Months whose calls are"
                                + " detached keep their figures."),
                from,
                size);
        getFooter().add(new Button("Cancel", _ -> close()), rebuild);
        from.setValue(today.minusDays(DAYS_OF_THE_VIEWS - 1));
    }

    private void say() {
        var day = from.getValue();
        rebuild.setText(day == null ? "Rebuild" : "Rebuild from " + Times.day(day));
        if (day == null) {
            size.setText("");
            return;
        }
        try {
            size.setText("About %s.".formatted(RefreshActions.calls(RefreshActions.callsFrom(jdbc, day))));
        } catch (DataAccessException e) {
            size.setText(Problem.inWords(e));
        }
    }
}
