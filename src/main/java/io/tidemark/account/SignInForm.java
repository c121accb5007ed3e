package io.tidemark.account;

import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.HtmlComponent;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.internal.springcsrf.SpringCsrfTokenUtil;
import com.vaadin.flow.server.VaadinRequest;

/** Sends a name and a password as browsers always have, so that they can remember and fill them in. */
@Tag("form")
class SignInForm extends HtmlComponent implements HasComponents {

    SignInForm() {
        addClassName("card-form");
        getElement().setAttribute("method", "post").setAttribute("action", "login");

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
        var submit = new Button("Sign in");
        submit.addThemeVariants(ButtonVariant.PRIMARY);
        submit.setWidthFull();

        add(name, password, keep, submit);
        SpringCsrfTokenUtil.getSpringCsrfToken(VaadinRequest.getCurrent())
                .ifPresent(token -> add(hidden(token.getParameterName(), token.getToken())));
        // The button is no native one, so neither it nor the Enter key sends the form by itself.
        getElement().executeJs("""
                this.querySelector('vaadin-button').addEventListener('click', () => this.requestSubmit());
                this.addEventListener('keydown', event => {
                  if (event.key === 'Enter' && event.target.tagName === 'INPUT') {
                    event.preventDefault();
                    this.requestSubmit();
                  }
                });
                """);
    }

    private static Input hidden(String name, String value) {
        var input = new Input();
        input.setType("hidden");
        input.getElement().setAttribute("name", name);
        input.setValue(value);
        return input;
    }
}
