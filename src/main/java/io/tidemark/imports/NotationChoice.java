package io.tidemark.imports;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import io.tidemark.ingest.csv.Guessed;
import io.tidemark.ingest.csv.Guessed.Example;
import io.tidemark.ingest.csv.Guessed.Option;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One thing about how a file is written: to look up where it is sure, a question where it is not. */
final class NotationChoice<T> extends Div {

    private final String label;
    private final List<T> all;
    private final Function<T, String> name;
    private final transient Runnable onChange;
    private @Nullable T chosen;
    private boolean byHand;
    private @Nullable Guessed<T> shown;

    /** @param known what it is as far as it is known */
    NotationChoice(String label, List<T> all, Function<T, String> name, @Nullable T known, Runnable onChange) {
        this.label = label;
        this.all = all;
        this.name = name;
        this.onChange = onChange;
        this.chosen = known;
    }

    /** Shows what is guessed; what somebody has chosen stays, as long as it is about the same. */
    void show(Guessed<T> guessed) {
        if (guessed.equals(shown)) {
            return;
        }
        boolean isFirst = shown == null;
        shown = guessed;
        if (!isFirst) {
            chosen = byHand && (guessed.open().isEmpty() || isOpen(guessed)) ? chosen : guessed.sure();
        } else if (!Objects.equals(chosen, guessed.sure())) {
            byHand = chosen != null;
        }
        setVisible(guessed.sure() != null || !guessed.open().isEmpty());
        removeAll();
        add(guessed.open().isEmpty() ? select() : question(guessed.open()));
    }

    private boolean isOpen(Guessed<T> guessed) {
        return guessed.open().stream().anyMatch(option -> option.choice().equals(chosen));
    }

    @Nullable
    T value() {
        return chosen;
    }

    /** What to do before the import, where this is not known. */
    Optional<String> question() {
        return chosen == null && shown != null && !shown.open().isEmpty()
                ? Optional.of("The file can be read in more than one way. Choose above: %s …".formatted(label))
                : Optional.empty();
    }

    private Select<T> select() {
        removeClassName("import-question");
        var select = new Select<T>();
        select.setLabel(label);
        select.setItems(all);
        select.setItemLabelGenerator(name::apply);
        select.setValue(chosen);
        select.addValueChangeListener(change -> choose(change.getValue()));
        return select;
    }

    private RadioButtonGroup<T> question(List<Option<T>> open) {
        addClassName("import-question");
        var group = new RadioButtonGroup<T>();
        group.setLabel(label + " …");
        group.setItems(open.stream().map(Option::choice).toList());
        group.setRenderer(new ComponentRenderer<>(choice -> answer(choice, open)));
        group.setHelperText("The file's values can be read in these ways. Which one is meant?");
        if (chosen != null) {
            group.setValue(chosen);
        }
        group.addValueChangeListener(change -> choose(change.getValue()));
        return group;
    }

    private Span answer(T choice, List<Option<T>> open) {
        var examples = new Span(open.stream()
                .filter(option -> option.choice().equals(choice))
                .flatMap(option -> option.examples().stream())
                .map(NotationChoice::inWords)
                .collect(Collectors.joining(" · ")));
        examples.addClassName("import-column-values");
        var title = new Span(name.apply(choice));
        var answer = new Span(title, examples);
        answer.addClassName("import-answer");
        return answer;
    }

    private static String inWords(Example example) {
        return example.read() == null
                ? example.value() + " is rejected"
                : "%s becomes %s".formatted(example.value(), example.read());
    }

    private void choose(@Nullable T choice) {
        chosen = choice;
        byHand = true;
        onChange.run();
    }
}
