package io.tidemark.ui;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Confirmation;
import io.tidemark.security.NotPossible;

/** Asks for one's password once more, before something that only its owner may do. */
public class PasswordAgain extends Dialog {

    private final transient Confirmation confirmation;
    private final Command action;
    private final PasswordField password = new PasswordField("Your password");

    private PasswordAgain(Confirmation confirmation, Command action) {
        this.confirmation = confirmation;
        this.action = action;
        addClassName("user-dialog");
        setHeaderTitle("Is it still you?");
        password.getElement().setAttribute("autocomplete", "current-password");
        password.setManualValidation(true);
        password.setAutofocus(true);
        password.setWidthFull();
        var form = new Div(password);
        form.addClassName("card-form");
        add(
                new Paragraph(
                        "Keys, users and settings are changed by whoever gave the password in the last %d minutes."
                                .formatted(Math.max(1, confirmation.window().toMinutes()))),
                form);
        var go = new Button("Go on", _ -> give());
        go.addThemeVariants(ButtonVariant.PRIMARY);
        go.addClickShortcut(Key.ENTER).listenOn(password); // not on Cancel
        getFooter().add(new Button("Cancel", _ -> close()), go);
    }

    /** Does something that changes keys, users or settings; asks for the password first where it was given long ago. */
    public static void before(Confirmation confirmation, Command action) {
        if (confirmation.isRecent()) {
            action.execute();
        } else {
            new PasswordAgain(confirmation, action).open();
        }
    }

    private void give() {
        try {
            confirmation.give(password.getValue());
        } catch (NotPossible e) {
            password.setErrorMessage(e.getMessage());
            password.setInvalid(true);
            return;
        }
        close();
        action.execute();
    }
}
