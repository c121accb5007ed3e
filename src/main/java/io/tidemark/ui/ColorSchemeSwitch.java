package io.tidemark.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.component.page.WebStorage;
import java.util.List;

/** Chooses between light, dark and what the system says; the browser remembers it (see {@link #EARLY_SCRIPT}). */
public class ColorSchemeSwitch extends SegmentedControl<String> {

    private static final String KEY = "tidemark.color-scheme";
    private static final String SYSTEM = "light dark";

    /** Applies what the browser remembers before the page is painted, so that it does not flash. */
    public static final String EARLY_SCRIPT = """
            (() => {
              const scheme = localStorage.getItem('tidemark.color-scheme');
              if (scheme === 'light' || scheme === 'dark') {
                document.documentElement.style.colorScheme = scheme;
                document.documentElement.setAttribute('theme', scheme);
              }
            })();
            """;

    ColorSchemeSwitch() {
        super("Colour scheme", List.of(SYSTEM, "light", "dark"), ColorSchemeSwitch::label);
        addClassName("color-scheme-switch");
        setValue(SYSTEM);
        onChoice(this::apply);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        WebStorage.getItem(event.getUI(), WebStorage.Storage.LOCAL_STORAGE, KEY, chosen -> {
            if ("light".equals(chosen) || "dark".equals(chosen)) {
                setValue(chosen);
                event.getUI().getPage().setColorScheme(ColorScheme.Value.fromString(chosen));
            }
        });
    }

    private void apply(String scheme) {
        getUI().ifPresent(ui -> {
            ui.getPage().setColorScheme(ColorScheme.Value.fromString(scheme));
            WebStorage.setItem(ui, WebStorage.Storage.LOCAL_STORAGE, KEY, scheme);
        });
    }

    private static String label(String scheme) {
        return switch (scheme) {
            case "light" -> "Light";
            case "dark" -> "Dark";
            default -> "Auto";
        };
    }
}
