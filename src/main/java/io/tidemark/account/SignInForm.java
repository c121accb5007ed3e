package io.tidemark.account;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;

/** A name and a password. */
class SignInForm extends PostForm {

    SignInForm() {
        var name = new TextField("Name");
        name.getElement().setProperty("name", "username");
        name.getElement().setAttribute("autocomplete", "username").setAttribute("autocapitalize", "none");
        name.setAutofocus(true);
        name.setRequired(true);
        name.setWidthFull();
        var password = new PasswordField("Password");
        password.getElement().setProperty("name", "password");
        password.getElement().setAttribute("autocomplete", "current-password");
        password.setRequired(true);
        password.setWidthFull();
        var keep = new Checkbox("Keep me signed in for 30 days");
        keep.getElement().setProperty("name", "keep");
        add(name, password, keep);
        end();
    }
}
