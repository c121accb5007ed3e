package io.tidemark.account;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.NotPossible;
import io.tidemark.security.OwnAccount;
import io.tidemark.security.Passwords;
import io.tidemark.security.SignedIn;
import jakarta.annotation.security.PermitAll;

/** Changes one's own password; the first one has to be, before anything else. */
@Route("account/password")
@PageTitle("Change password · Tidemark")
@PermitAll
class PasswordView extends Card implements BeforeEnterObserver {

    private final OwnAccount account;
    private final PasswordField present = field("Present password", "current-password");
    private final PasswordField next = field("New password", "new-password");
    private final PasswordField again = field("New password again", "new-password");
    private final Anchor cancel = new Anchor("analytics", "Cancel");

    PasswordView(OwnAccount account) {
        super(
                "Change password",
                "At least %d characters. You stay signed in here and are signed out everywhere else."
                        .formatted(Passwords.SHORTEST));
        this.account = account;
        present.setAutofocus(true);
        var change = new Button("Change password", _ -> change());
        change.addThemeVariants(ButtonVariant.PRIMARY);
        change.addClickShortcut(Key.ENTER);
        change.setWidthFull();
        cancel.addClassName("card-link");
        var form = new Div(present, next, again, change, cancel);
        form.addClassName("card-form");
        content(form);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var who = SignedIn.current().orElseThrow();
        if (who.singleSignOn()) {
            event.forwardTo("");
        } else if (who.mustChangePassword()) {
            problem("Somebody else has seen your password. Choose one that only you know, then go on.");
            cancel.setVisible(false);
        }
    }

    private void change() {
        if (!next.getValue().equals(again.getValue())) {
            problem("The new password is not the same twice.");
            return;
        }
        try {
            account.changePassword(present.getValue(), next.getValue());
            getUI().ifPresent(ui -> ui.getPage().setLocation("analytics"));
        } catch (NotPossible e) {
            problem(String.valueOf(e.getMessage()));
        }
    }

    private static PasswordField field(String label, String content) {
        var field = new PasswordField(label);
        field.getElement().setAttribute("autocomplete", content);
        field.setRequired(true);
        field.setWidthFull();
        return field;
    }
}
