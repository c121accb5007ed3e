package io.tidemark.imports;

import com.vaadin.flow.component.html.Paragraph;

/** A sentence that wants to be read; not there while there is nothing to say. */
final class Notice extends Paragraph {

    Notice() {
        addClassName("notice");
        getElement().setAttribute("role", "alert");
        setVisible(false);
    }

    void say(String sentence) {
        setText(sentence);
        setVisible(!sentence.isEmpty());
    }
}
