package io.tidemark.imports;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import io.tidemark.ingest.CallField;
import io.tidemark.ingest.csv.CsvContents;
import io.tidemark.ingest.csv.CsvMapping;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the file's columns mean, and values for what they do not say. */
final class MappingForm extends Div {

    private static final List<CallField> CONSTANTS =
            List.of(CallField.PROVIDER, CallField.MODEL, CallField.SERVICE_TYPE, CallField.USER_ID, CallField.STATUS);

    private final ColumnChoices columns;
    private final Map<CallField, TextField> constants = new EnumMap<>(CallField.class);
    private final ComboBox<ZoneId> zone = new ComboBox<>("Time zone of times without one");
    private final NotationForm notation;
    private final Checkbox endNow = new Checkbox("Move all calls in time so that the newest is now");

    MappingForm(CsvContents contents, CsvMapping guess, Runnable onChange) {
        notation = new NotationForm(contents, guess, onChange);
        columns = new ColumnChoices(contents.sample(), guess.columns(), () -> {
            notation.show(columns());
            onChange.run();
        });
        zone.setItems(ZoneId.getAvailableZoneIds().stream()
                .map(ZoneId::of)
                .sorted(Comparator.comparing(ZoneId::getId))
                .toList());
        zone.setValue(ZoneId.of("UTC"));
        zone.setRequired(true);
        endNow.setHelperText("For old files: the overview shows the last 30 days. The distances stay as they are.");

        var known = new Div();
        known.addClassName("import-settings");
        CONSTANTS.forEach(field -> known.add(constant(field)));
        var times = new Div(zone, endNow);
        times.addClassName("import-settings");
        add(
                columns,
                new H3("Where the file says nothing"),
                known,
                new H3("How to read times and numbers"),
                notation,
                times);
        List.<HasValue<?, ?>>of(zone, endNow).forEach(field -> field.addValueChangeListener(change -> onChange.run()));
        constants.values().forEach(field -> field.addValueChangeListener(change -> onChange.run()));
    }

    CsvMapping value() {
        Map<CallField, String> given = new EnumMap<>(CallField.class);
        constants.forEach((field, input) -> {
            if (!input.isEmpty()) {
                given.put(field, input.getValue());
            }
        });
        return new CsvMapping(
                columns.value(),
                given,
                Optional.ofNullable(zone.getValue()).orElse(ZoneId.of("UTC")),
                notation.value(),
                endNow.getValue());
    }

    private List<@Nullable CallField> columns() {
        return columns.value();
    }

    /** What keeps this from being imported, if anything does. */
    Optional<String> problem() {
        List<CallField> chosen = columns.chosen();
        if (!chosen.contains(CallField.CREATED_AT)) {
            return Optional.of("Choose the column that holds the time of the calls.");
        }
        Set<CallField> seen = new HashSet<>();
        return chosen.stream()
                .filter(field -> !seen.add(field))
                .findFirst()
                .map(field -> "Two columns are chosen for %s. Ignore one of them.".formatted(field.label()))
                .or(notation::question);
    }

    private Component constant(CallField field) {
        var input = new TextField(field.label());
        input.setMaxLength(200);
        input.setClearButtonVisible(true);
        input.setValueChangeMode(ValueChangeMode.LAZY);
        if (field == CallField.STATUS) {
            input.setPlaceholder("success");
        } else {
            input.setPlaceholder("unknown");
        }
        constants.put(field, input);
        return input;
    }
}
