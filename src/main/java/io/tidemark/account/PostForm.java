package io.tidemark.account;

import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.HtmlComponent;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.function.SerializableConsumer;
import com.vaadin.flow.function.SerializableSupplier;
import com.vaadin.flow.internal.springcsrf.SpringCsrfTokenUtil;
import com.vaadin.flow.server.VaadinRequest;

/** Sends fields for signing in as browsers always have, so that they can remember and fill them in. */
@Tag("form")
abstract class PostForm extends HtmlComponent implements HasComponents {

    PostForm() {
        addClassName("card-form");
        getElement().setAttribute("method", "post").setAttribute("action", "login");
    }

    /** The button at the end, and what goes unseen. */
    final void end() {
        var submit = new Button("Sign in");
        submit.addThemeVariants(ButtonVariant.PRIMARY);
        submit.setWidthFull();
        submit.addClassName("submit");
        add(submit);
        SpringCsrfTokenUtil.getSpringCsrfToken(VaadinRequest.getCurrent())
                .ifPresent(token -> add(hidden(token.getParameterName(), token.getToken())));
        // The button is no native one, so neither it nor the Enter key sends the form by itself.
        getElement().executeJs("""
                this.querySelector('.submit').addEventListener('click', () => this.requestSubmit());
                this.addEventListener('keydown', event => {
                  if (event.key === 'Enter' && event.target.tagName === 'INPUT') {
                    event.preventDefault();
                    this.requestSubmit();
                  }
                });
                """);
    }

    /** A passkey in place of what the fields ask for. */
    final void offer(String label, SerializableConsumer<String> problem, SerializableSupplier<String> question) {
        var answer = hidden("passkey", "");
        add(answer, new PasskeyOffer(label, problem, offer -> offer.signIn(question.get())));
    }

    static Input hidden(String name, String value) {
        var input = new Input();
        input.setType("hidden");
        input.getElement().setAttribute("name", name);
        input.setValue(value);
        return input;
    }
}
