package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;

/** Puts the text of another component on the clipboard, and says so for a moment. */
public class CopyButton extends Button {

    public CopyButton(String name, Component source) {
        super(name);
        addClassName("copy-button");
        // Without TLS there is no clipboard but the old way to it.
        getElement().executeJs("""
                        this.addEventListener('click', async () => {
                            const text = source.value ?? source.textContent;
                            if (navigator.clipboard) {
                                await navigator.clipboard.writeText(text);
                            } else {
                                const area = document.createElement('textarea');
                                area.value = text;
                                source.parentElement.append(area);
                                area.select();
                                document.execCommand('copy');
                                area.remove();
                            }
                            const name = this.textContent;
                            this.textContent = 'Copied';
                            setTimeout(() => this.textContent = name, 2000);
                        });
                        """.replace("source", "$0"), source.getElement());
    }
}
