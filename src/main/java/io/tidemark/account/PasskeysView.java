package io.tidemark.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Confirmation;
import io.tidemark.security.OwnAccount;
import io.tidemark.security.Passkey;
import io.tidemark.security.Passkeys;
import io.tidemark.security.SecondFactor;
import io.tidemark.security.SignedIn;
import io.tidemark.ui.PasswordAgain;
import io.tidemark.ui.Times;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** One's passkeys: makes them, names them and removes them. */
@Route("account/passkeys")
@PageTitle("Passkeys · Tidemark")
@PermitAll
class PasskeysView extends Card implements BeforeEnterObserver {

    private final transient Passkeys passkeys;
    private final transient SecondFactor factor;
    private final transient OwnAccount account;
    private final transient Confirmation confirmation;
    private final Div body = new Div();
    private final TextField name = new TextField("Name of the new one");
    private final PasskeyOffer offer = new PasskeyOffer("Add a passkey", this::problem, _ -> add());

    PasskeysView(Passkeys passkeys, SecondFactor factor, OwnAccount account, Confirmation confirmation) {
        super(
                "Passkeys",
                "A passkey signs you in by what unlocks your device, such as a fingerprint, a face or a PIN. With one, your"
                        + " password alone does not sign you in any more.");
        this.passkeys = passkeys;
        this.factor = factor;
        this.account = account;
        this.confirmation = confirmation;
        name.setMaxLength(Passkeys.LONGEST_NAME);
        name.setWidthFull();
        offer.primary();
        body.addClassName("card-form");
        content(body);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (SignedIn.current().orElseThrow().singleSignOn()) {
            event.forwardTo("");
            return;
        }
        account.secondFactorAdded();
        name.setValue(passkeys.suggestedName());
        show();
    }

    private void show() {
        body.removeAll();
        var all = passkeys.all();
        if (!all.isEmpty()) {
            var list = new UnorderedList();
            list.addClassName("browser-list");
            all.forEach(passkey -> list.add(item(passkey)));
            int left = factor.recoveryCodes();
            var codes = new Paragraph("Is a device lost? %s left."
                    .formatted(left == 1 ? "1 recovery code is" : left + " recovery codes are"));
            codes.addClassName("card-text");
            var fresh = new Button(
                    "New recovery codes",
                    _ -> PasswordAgain.before(confirmation, () -> showCodes(factor.newRecoveryCodes())));
            fresh.setWidthFull();
            body.add(list, codes, fresh);
        }
        var back = new Anchor("analytics", "Back to the dashboards");
        back.addClassName("card-link");
        body.add(name, offer, back);
    }

    private void add() {
        PasswordAgain.before(
                confirmation,
                () -> offer.attempt(() -> {
                    var draft = passkeys.draft();
                    String called = name.getValue();
                    offer.make(draft.json(), answer -> {
                        var codes = passkeys.register(draft, answer, called);
                        account.secondFactorAdded();
                        if (codes.isEmpty()) {
                            show();
                        } else {
                            showCodes(codes);
                        }
                    });
                }));
    }

    private void showCodes(List<String> codes) {
        body.removeAll();
        body.add(new RecoveryCodes(codes, account));
    }

    private ListItem item(Passkey passkey) {
        var called = new Span(passkey.name());
        called.addClassName("browser-name");
        var facts = new Span("For %s, made %s. %s"
                .formatted(
                        passkey.site(),
                        at(passkey.createdAt()),
                        passkey.lastUsedAt() == null
                                ? "Not used yet."
                                : "Last used %s.".formatted(at(passkey.lastUsedAt()))));
        facts.addClassName("browser-facts");
        return new ListItem(
                new Div(called, facts),
                new Div(
                        button("Rename", passkey, () -> askForName(passkey)),
                        button("Remove", passkey, () -> askWhetherToRemove(passkey))));
    }

    private static Component button(String label, Passkey passkey, Runnable action) {
        var button = new Button(label, _ -> action.run());
        button.setAriaLabel(label + " " + passkey.name());
        return button;
    }

    private void askForName(Passkey passkey) {
        var field = new TextField("Name");
        field.setMaxLength(Passkeys.LONGEST_NAME);
        field.setValue(passkey.name());
        field.setWidthFull();
        ask("Rename “%s”".formatted(passkey.name()), "Rename", field, () -> passkeys.rename(passkey, field.getValue()));
    }

    private void askWhetherToRemove(Passkey passkey) {
        ask(
                "Remove “%s”?".formatted(passkey.name()),
                "Remove",
                new Paragraph(
                        "It does not sign you in any more, and you are signed out of all other browsers. Delete it"
                                + " on the device, too."),
                () -> passkeys.remove(passkey));
    }

    private void ask(String question, String confirm, Component content, Runnable action) {
        var dialog = new ConfirmDialog();
        dialog.setHeader(question);
        dialog.add(content);
        dialog.setCancelable(true);
        dialog.setConfirmText(confirm);
        dialog.addConfirmListener(_ -> PasswordAgain.before(confirmation, () -> {
            action.run();
            show();
        }));
        dialog.open();
    }

    private static String at(Instant instant) {
        return "%s, %s UTC"
                .formatted(
                        Times.day(instant.atZone(ZoneOffset.UTC).toLocalDate()), Times.hour(instant, ZoneOffset.UTC));
    }
}
