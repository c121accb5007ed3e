package io.tidemark.account;

import com.vaadin.flow.component.textfield.TextField;
import io.tidemark.security.SecondStep;

/** A code or a passkey, after the password was right. */
class CodeForm extends PostForm {

    CodeForm(SecondStep step) {
        var code = code(step.codes() ? "Code" : "Recovery code");
        code.getElement().setProperty("name", "code");
        code.setAutofocus(step.codes());
        code.setHelperText(
                step.codes()
                        ? "Six digits from your authenticator app, or one of your recovery codes"
                        : "Where the device with your passkey is lost");
        add(code);
        if (step.kept()) {
            add(hidden("keep", "on"));
        }
        end();
    }

    /** Where one types it, with the digits of a phone's keyboard first. */
    static TextField code(String label) {
        var code = new TextField(label);
        code.getElement().setAttribute("autocomplete", "one-time-code").setAttribute("autocapitalize", "none");
        code.setMaxLength(40);
        code.setRequired(true);
        code.setWidthFull();
        return code;
    }
}
