package io.tidemark.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;

/** A page with one thing to do on it, outside the shell: a card in the middle of the window. */
abstract class Card extends Main {

    private final Div card = new Div();
    private final Paragraph problem = new Paragraph();

    Card(String title, String text) {
        addClassName("card-page");
        card.addClassNames("panel", "card");
        var brand = new Span("Tidemark");
        brand.addClassName("brand");
        problem.addClassName("notice");
        problem.getElement().setAttribute("role", "alert");
        problem.setVisible(false);
        card.add(new H1(title));
        if (!text.isEmpty()) {
            var explanation = new Paragraph(text);
            explanation.addClassName("card-text");
            card.add(explanation);
        }
        card.add(problem);
        add(brand, card);
    }

    final void content(Component... parts) {
        card.add(parts);
    }

    /** Says what went wrong; nothing where the text is empty. */
    final void problem(String text) {
        problem.setText(text);
        problem.setVisible(!text.isEmpty());
    }
}
