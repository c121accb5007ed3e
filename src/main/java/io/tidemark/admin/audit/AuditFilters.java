package io.tidemark.admin.audit;

import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import io.tidemark.security.AuditFilter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Chooses which part of the audit is shown. */
class AuditFilters extends Div {

    private static final int PAUSE_MS = 400;

    private final TextField text = new TextField("Search");
    private final TextField who = new TextField("Who");
    private final ComboBox<String> action = new ComboBox<>("Did");
    private final DatePicker from = new DatePicker("From");
    private final DatePicker to = new DatePicker("To");

    AuditFilters(List<String> actions, Consumer<AuditFilter> choose) {
        addClassName("audit-filters");
        text.setPlaceholder("anywhere");
        who.setPlaceholder("anybody");
        action.setPlaceholder("anything");
        action.setItems(actions);
        for (var field : List.of(text, who)) {
            field.setClearButtonVisible(true);
            field.setValueChangeMode(ValueChangeMode.LAZY);
            field.setValueChangeTimeout(PAUSE_MS);
        }
        action.setClearButtonVisible(true);
        for (var day : List.of(from, to)) {
            day.setClearButtonVisible(true);
            day.setLocale(Locale.US);
            day.setI18n(new DatePicker.DatePickerI18n().setDateFormat("yyyy-MM-dd"));
        }
        add(text, who, action, from, to);
        HasValue.ValueChangeListener<HasValue.ValueChangeEvent<?>> changed = change -> {
            if (change.isFromClient()) {
                choose.accept(chosen());
            }
        };
        text.addValueChangeListener(changed);
        who.addValueChangeListener(changed);
        action.addValueChangeListener(changed);
        from.addValueChangeListener(changed);
        to.addValueChangeListener(changed);
    }

    void show(AuditFilter filter) {
        text.setValue(filter.text());
        who.setValue(filter.actor());
        action.setValue(filter.action().isEmpty() ? null : filter.action());
        from.setValue(filter.from());
        to.setValue(filter.to());
    }

    private AuditFilter chosen() {
        return new AuditFilter(
                text.getValue().strip(),
                who.getValue().strip(),
                Objects.requireNonNullElse(action.getValue(), ""),
                from.getValue(),
                to.getValue());
    }
}
