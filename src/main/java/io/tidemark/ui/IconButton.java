package io.tidemark.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.icon.SvgIcon;
import java.util.Locale;

/** A small button that shows what it does as a picture, and says it to those who hover or cannot see. */
public class IconButton extends Button {

    /** The pictures there are, see frontend/icon-*.svg. */
    public enum Picture {
        TABLE,
        CHART,
        DOWNLOAD,
        EXPAND;

        SvgIcon icon() {
            return new SvgIcon("icon-" + name().toLowerCase(Locale.ROOT) + ".svg");
        }
    }

    public IconButton(Picture picture, String name) {
        addThemeVariants(ButtonVariant.TERTIARY);
        addClassName("icon-button");
        set(picture, name);
    }

    /** Exchanges what the button shows and says. */
    public final void set(Picture picture, String name) {
        setIcon(picture.icon());
        setAriaLabel(name);
        setTooltipText(name);
    }

    /** The same look for a link. */
    public static void style(Anchor link, Picture picture, String name) {
        link.removeAll();
        link.add(picture.icon());
        link.addClassName("icon-link");
        link.setAriaLabel(name);
        link.setTitle(name);
    }
}
