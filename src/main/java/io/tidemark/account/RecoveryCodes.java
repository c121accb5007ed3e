package io.tidemark.account;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import io.tidemark.security.OwnAccount;
import java.util.List;

/** Shows recovery codes, once, and then leads to the dashboards. */
class RecoveryCodes extends Div {

    RecoveryCodes(List<String> codes, OwnAccount account) {
        addClassName("card-form");
        var text = new Paragraph(
                "These are your recovery codes, for the day the phone is lost. Each signs you in once in place of"
                        + " a code. Keep them where the phone is not: they cannot be shown again.");
        text.addClassName("card-text");
        var list = new UnorderedList();
        list.addClassName("recovery-codes");
        codes.forEach(code -> list.add(new ListItem(new Code(code))));
        var done = new Button("I have written them down", _ -> {
            account.secondFactorAdded();
            getUI().ifPresent(ui -> ui.getPage().setLocation("analytics"));
        });
        done.addThemeVariants(ButtonVariant.PRIMARY);
        done.setWidthFull();
        add(text, list, done);
    }
}
