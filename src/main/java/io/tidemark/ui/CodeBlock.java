package io.tidemark.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;

/** A command or a secret to be copied. */
public class CodeBlock extends Div {

    private final Pre text = new Pre();

    /**
     * An empty block with a button below it.
     *
     * @param copy what the button is called
     */
    public CodeBlock(String copy) {
        this(copy, "");
    }

    /** A block with a text. */
    public CodeBlock(String copy, String text) {
        addClassName("code-block");
        this.text.setText(text);
        this.text.getElement().setAttribute("tabindex", "0");
        add(this.text, new CopyButton(copy, this.text));
    }

    /** Shows a text in which ORIGIN stands for the address under which the browser knows this server. */
    public void setCommand(String command) {
        text.getElement()
                .executeJs("this.textContent = $0.replaceAll('ORIGIN', document.baseURI.replace(/\\/$/, ''))", command);
    }
}
