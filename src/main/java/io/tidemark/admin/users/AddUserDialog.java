package io.tidemark.admin.users;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Accounts;
import io.tidemark.security.Confirmation;
import io.tidemark.security.NotPossible;
import io.tidemark.security.Role;
import io.tidemark.ui.PasswordAgain;

/** Adds somebody who signs in with a password. */
class AddUserDialog extends Dialog {

    private static final int LONGEST_NAME = 200;

    private final transient Accounts accounts;
    private final transient Confirmation confirmation;
    private final Command done;
    private final TextField name = new TextField("Name");
    private final RadioButtonGroup<Role> role = new RadioButtonGroup<>("Role");

    AddUserDialog(Accounts accounts, Confirmation confirmation, Command done) {
        this.accounts = accounts;
        this.confirmation = confirmation;
        this.done = done;
        addClassName("user-dialog");
        setHeaderTitle("Add user");
        name.setRequiredIndicatorVisible(true);
        name.setMaxLength(LONGEST_NAME);
        name.setAutofocus(true);
        name.setWidthFull();
        role.setItems(Role.VIEWER, Role.ADMIN);
        role.setItemLabelGenerator(
                choice -> choice == Role.ADMIN ? "Admin: sees and changes everything" : "Viewer: sees the dashboards");
        role.setValue(Role.VIEWER);
        var form = new Div(name, role);
        form.addClassName("card-form");
        add(form);
        var save = new Button("Add", _ -> save());
        save.addThemeVariants(ButtonVariant.PRIMARY);
        save.addClickShortcut(Key.ENTER);
        getFooter().add(new Button("Cancel", _ -> close()), save);
    }

    private void save() {
        if (name.getValue().isBlank()) {
            refuse("A name is needed.");
            return;
        }
        PasswordAgain.before(confirmation, this::addUser);
    }

    private void addUser() {
        try {
            String password = accounts.add(name.getValue(), role.getValue());
            close();
            done.execute();
            new ShownOnce(name.getValue().strip(), password).open();
        } catch (NotPossible e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(String reason) {
        name.setErrorMessage(reason);
        name.setInvalid(true);
    }
}
