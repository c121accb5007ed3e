package io.tidemark.imports;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import io.tidemark.ingest.CallField;
import io.tidemark.ingest.csv.CsvSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line for each column of the file: its name, some of its values, and what it is to fill. */
final class ColumnChoices extends Div {

    private static final int SHOWN_VALUES = 3;
    private static final int SHOWN_CHARACTERS = 30;

    private final List<Select<CallField>> choices = new ArrayList<>();

    ColumnChoices(CsvSample sample, List<@Nullable CallField> guess, Runnable onChange) {
        addClassName("import-columns");
        for (int i = 0; i < sample.columns().size(); i++) {
            String name = name(sample.columns(), i);
            var title = new Span(shortened(name));
            title.addClassName("import-column-name");
            var examples = new Span(examples(sample, i));
            examples.addClassName("import-column-values");
            add(new Div(new Div(title, examples), choice(name, guess.get(i), onChange)));
        }
    }

    List<@Nullable CallField> value() {
        List<@Nullable CallField> fields = new ArrayList<>();
        choices.forEach(choice -> fields.add(choice.getValue()));
        return fields;
    }

    List<CallField> chosen() {
        return choices.stream().map(Select::getValue).filter(Objects::nonNull).toList();
    }

    /** The column's name; with its place where another has the same. */
    private static String name(List<String> columns, int i) {
        String name = columns.get(i);
        boolean unique = columns.stream().filter(name::equalsIgnoreCase).count() == 1;
        return unique ? name : "%s (column %d)".formatted(shortened(name), i + 1);
    }

    private Select<CallField> choice(String column, @Nullable CallField guess, Runnable onChange) {
        var choice = new Select<CallField>();
        choice.setAriaLabel("What column " + column + " holds");
        choice.setEmptySelectionAllowed(true);
        choice.setEmptySelectionCaption("Ignore");
        choice.setItems(CallField.values());
        choice.setItemLabelGenerator(field -> field == null ? "Ignore" : field.label());
        choice.setValue(guess);
        choice.addValueChangeListener(change -> onChange.run());
        choices.add(choice);
        return choice;
    }

    private static String examples(CsvSample sample, int column) {
        String values = sample.values(column).stream()
                .distinct()
                .limit(SHOWN_VALUES)
                .map(ColumnChoices::shortened)
                .collect(Collectors.joining(" · "));
        return values.isEmpty() ? "no values in the first rows" : values;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
