package io.tidemark.admin.keys;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.orderedlayout.VerticalLayout;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Confirmation;
import io.tidemark.security.NotPossible;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.security.keys.NameTaken;
import io.tidemark.security.keys.NewKey;
import io.tidemark.ui.CodeBlock;
import io.tidemark.ui.PasswordAgain;
import java.util.Set;

/** Asks what a key is to be for, makes it, and shows it: this once. */
class NewKeyDialog extends Dialog {

    private final transient ApiKeys keys;
    private final transient Confirmation confirmation;
    private final transient Command changed;
    private final TextField name = new TextField("Name");
    private final CheckboxGroup<KeyScope> scopes = new CheckboxGroup<>("It may");
    private final Select<KeyLifetime> lifetime = new Select<>();

    NewKeyDialog(ApiKeys keys, Confirmation confirmation, Command changed) {
        this.keys = keys;
        this.confirmation = confirmation;
        this.changed = changed;
        addClassName("key-dialog");
        setHeaderTitle("New key");
        name.setHelperText("What will use it, for instance “Billing service”");
        name.setMaxLength(ApiKeys.LONGEST_NAME);
        name.setRequiredIndicatorVisible(true);
        name.setManualValidation(true);
        name.setAutofocus(true);
        scopes.setItems(KeyScope.values());
        scopes.setItemLabelGenerator(scope -> scope.word());
        scopes.setItemHelperGenerator(KeyScope::meaning);
        scopes.setValue(Set.of(KeyScope.INGEST));
        scopes.setManualValidation(true);
        lifetime.setLabel("Expires");
        lifetime.setItems(KeyLifetime.values());
        lifetime.setItemLabelGenerator(KeyLifetime::label);
        lifetime.setValue(KeyLifetime.YEAR);
        var form = new VerticalLayout(name, scopes, lifetime);
        form.setPadding(false);
        form.setAlignItems(VerticalLayout.Alignment.STRETCH);
        add(form);
        var make = new Button("Make key", _ -> make());
        make.addThemeVariants(ButtonVariant.PRIMARY);
        make.addClickShortcut(Key.ENTER).listenOn(name); // not on Cancel
        getFooter().add(new Button("Cancel", _ -> close()), make);
    }

    private void make() {
        name.setErrorMessage("Say what will use it");
        name.setInvalid(name.getValue().isBlank());
        scopes.setErrorMessage("Choose at least one");
        scopes.setInvalid(scopes.isEmpty());
        if (name.isInvalid() || scopes.isInvalid()) {
            return;
        }
        PasswordAgain.before(confirmation, this::create);
    }

    private void create() {
        try {
            show(keys.create(
                    name.getValue(), scopes.getValue(), lifetime.getValue().end(), Who.current()));
            changed.execute();
        } catch (NameTaken | NotPossible e) {
            name.setErrorMessage(e.getMessage());
            name.setInvalid(true);
        }
    }

    private void show(NewKey made) {
        setHeaderTitle("Copy the key now");
        setCloseOnEsc(false);
        setCloseOnOutsideClick(false);
        removeAll();
        getFooter().removeAll();
        var secret = new CodeBlock("Copy the key", made.secret());
        secret.addClassName("secret");
        var command = new CodeBlock("Copy the command");
        command.setCommand(KeyUsage.curl(made));
        add(
                new Paragraph("“%s” is shown this once: what is stored of it cannot be turned back into the key."
                        .formatted(made.key().name())),
                secret,
                new Paragraph("Programs send it in a header. To try it:"),
                command);
        var done = new Button("I have copied it", _ -> close());
        done.addThemeVariants(ButtonVariant.PRIMARY);
        getFooter().add(done);
    }
}
