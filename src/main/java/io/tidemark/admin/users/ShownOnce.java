package io.tidemark.admin.users;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.CopyButton;

/** Shows a password that was made up for somebody, which cannot be seen again. */
class ShownOnce extends Dialog {

    ShownOnce(String name, String password) {
        addClassName("user-dialog");
        setHeaderTitle("Password of " + name);
        setCloseOnOutsideClick(false);
        var secret = new Code(password);
        secret.addClassName("secret");
        var line = new Div(secret, new CopyButton("Copy", secret));
        line.addClassName("secret-line");
        add(
                new Paragraph("Hand it to %s. It cannot be shown again, and has to be changed at the first sign-in."
                        .formatted(name)),
                line);
        var close = new Button("Done", _ -> close());
        close.addThemeVariants(ButtonVariant.PRIMARY);
        getFooter().add(close);
    }
}
