package io.tidemark.dashboard;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.popover.Popover;
import com.vaadin.flow.component.popover.PopoverPosition;
import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Options;
import io.tidemark.analytics.UsageFilter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Chooses which providers, models and services count. */
class FilterPicker extends Div {

    private final Button button = new Button(summary(UsageFilter.NONE));
    private final Consumer<UsageFilter> choose;
    private @Nullable Choices choices;
    private Shows shows = new Shows(UsageFilter.NONE, new Options(List.of(), List.of()));

    private record Shows(UsageFilter filter, Options options) {}

    FilterPicker(Consumer<UsageFilter> choose) {
        this.choose = choose;
        button.addClassName("filter-button");
        var popover = new Popover();
        popover.setTarget(button);
        popover.setPosition(PopoverPosition.BOTTOM_END);
        popover.setAriaLabel("Filters");
        popover.addOpenedChangeListener(change -> {
            if (change.isOpened() && choices == null) {
                choices = new Choices();
                choices.show(shows);
                popover.add(choices);
            }
        });
        add(button, popover);
    }

    /** Shows the filter and what else there is to choose; what is chosen can always be given up. */
    void show(UsageFilter filter, Options options) {
        var now = new Shows(filter, options);
        if (now.equals(shows)) {
            return;
        }
        shows = now;
        button.setText(summary(filter));
        if (choices != null) {
            choices.show(now);
        }
    }

    private static String summary(UsageFilter filter) {
        var chosen = new TreeSet<String>();
        chosen.addAll(filter.providers());
        chosen.addAll(filter.models());
        chosen.addAll(filter.services());
        return switch (chosen.size()) {
            case 0 -> "All providers ▾";
            case 1 -> chosen.first() + " ▾";
            case 2 -> chosen.first() + ", " + chosen.last() + " ▾";
            default -> "%d filters ▾".formatted(chosen.size());
        };
    }

    /** What there is to choose. Made when first asked for: most pages do without, and its script is large. */
    private final class Choices extends Div {

        private final MultiSelectComboBox<String> providers = choices("Provider", "provider");
        private final MultiSelectComboBox<String> models = choices("Model", "model");
        private final MultiSelectComboBox<String> services = choices("Service", "service");
        private final Button clear = new Button("Count all calls", _ -> choose.accept(UsageFilter.NONE));

        Choices() {
            addClassName("filters");
            add(providers, models, services, clear);
            providers.addValueChangeListener(change -> chosen(change.isFromClient()));
            models.addValueChangeListener(change -> chosen(change.isFromClient()));
            services.addValueChangeListener(change -> chosen(change.isFromClient()));
        }

        private void chosen(boolean byUser) {
            if (byUser) {
                choose.accept(new UsageFilter(providers.getValue(), models.getValue(), services.getValue()));
            }
        }

        void show(Shows of) {
            show(providers, of.options().providers(), of.filter().providers());
            show(
                    models,
                    of.options().models().stream().map(ModelName::model).toList(),
                    of.filter().models());
            show(services, of.options().services(), of.filter().services());
            clear.setEnabled(!of.filter().isEmpty());
        }

        private static void show(MultiSelectComboBox<String> box, Collection<String> options, Set<String> chosen) {
            var items = new TreeSet<>(options);
            items.addAll(chosen);
            if (!items.equals(new TreeSet<>(box.getListDataView().getItems().toList()))) {
                box.setItems(items);
            }
            box.setValue(chosen);
        }

        private static MultiSelectComboBox<String> choices(String label, String id) {
            var box = new MultiSelectComboBox<String>(label);
            box.setId("filter-" + id);
            box.setItems(Set.of());
            box.setPlaceholder("any");
            box.setClearButtonVisible(true);
            box.setWidthFull();
            return box;
        }
    }
}
