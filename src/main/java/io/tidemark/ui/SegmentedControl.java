package io.tidemark.ui;

import com.vaadin.flow.component.ItemLabelGenerator;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One choice of a few, side by side: radio buttons that look like one control. */
public class SegmentedControl<T> extends RadioButtonGroup<T> {

    /**
     * A control with the first choice unmade.
     *
     * @param name what is chosen, for those who cannot see where the control stands
     */
    public SegmentedControl(String name, Collection<T> choices, ItemLabelGenerator<T> label) {
        setAriaLabel(name);
        setItems(choices);
        setItemLabelGenerator(label);
        addClassName("segmented");
    }

    /** Nothing happens where this is chosen already: the radio buttons would be made anew. */
    @Override
    public void setValue(@Nullable T value) {
        if (!Objects.equals(value, getValue())) {
            super.setValue(value);
        }
    }

    /** Has what the visitor chooses acted on. */
    public void onChoice(Consumer<T> action) {
        addValueChangeListener(change -> {
            if (!change.isFromClient()) {
                return;
            }
            if (change.getValue() == null) {
                // A page that goes away unmakes the choice, which nobody can do by hand.
                setValue(change.getOldValue());
            } else {
                action.accept(change.getValue());
            }
        });
    }
}
