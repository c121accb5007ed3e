package io.tidemark.admin;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;
import java.util.Locale;

/** The verdicts below each other; each changes in place. */
class VerdictPanel extends Section {

    private final UnorderedList list = new UnorderedList();
    private List<Verdict> shown = List.of();

    VerdictPanel() {
        addClassNames("panel", "verdicts");
        getElement().setAttribute("aria-label", "Verdicts");
        list.getElement().setAttribute("role", "list"); // Safari takes it from lists without bullets
        add(list);
    }

    void show(List<Verdict> verdicts) {
        while (list.getComponentCount() > verdicts.size()) {
            list.remove(list.getComponentAt(list.getComponentCount() - 1));
        }
        for (int i = 0; i < verdicts.size(); i++) {
            if (i == list.getComponentCount()) {
                list.add(new Row());
            }
            if (i >= shown.size() || !shown.get(i).equals(verdicts.get(i))) {
                ((Row) list.getComponentAt(i)).show(verdicts.get(i));
            }
        }
        shown = verdicts;
    }

    private static final class Row extends ListItem {

        private final Span dot = new Span();
        private final Span level = new Span();
        private final Div sentence = new Div();
        private final Span aside = new Span();

        Row() {
            dot.addClassName("dot");
            dot.getElement().setAttribute("aria-hidden", "true");
            level.addClassName("only-read-aloud");
            sentence.addClassName("verdict");
            aside.addClassName("aside");
            add(dot, level, sentence, aside);
        }

        void show(Verdict of) {
            setClassName(of.level().name().toLowerCase(Locale.ROOT));
            level.setText(of.level().word + ": ");
            sentence.removeAll();
            for (int i = 0; i < of.parts().size(); i++) {
                var part = new Span(of.parts().get(i));
                part.setClassName("figure", i % 2 == 1);
                sentence.add(part);
            }
            aside.setText(of.aside());
        }
    }
}
