package io.tidemark.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Confirmation;
import io.tidemark.security.NotPossible;
import io.tidemark.security.OwnAccount;
import io.tidemark.security.SecondFactor;
import io.tidemark.security.SignedIn;
import io.tidemark.ui.PasswordAgain;
import jakarta.annotation.security.PermitAll;
import java.util.List;

/** Turns the codes of an authenticator app on and off, which are asked for beside the password. */
@Route("account/second-factor")
@PageTitle("Second factor · Tidemark")
@PermitAll
class SecondFactorView extends Card implements BeforeEnterObserver {

    private final transient SecondFactor factor;
    private final transient OwnAccount account;
    private final transient Confirmation confirmation;
    private final Div body = new Div();

    SecondFactorView(SecondFactor factor, OwnAccount account, Confirmation confirmation) {
        super("Second factor", "");
        this.factor = factor;
        this.account = account;
        this.confirmation = confirmation;
        body.addClassName("card-form");
        content(body);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var who = SignedIn.current().orElseThrow();
        if (who.singleSignOn()) {
            event.forwardTo("");
            return;
        }
        if (!account.secondFactorAdded() && who.mustAddSecondFactor()) {
            problem("Admins need a second factor here. Set it up, or add a passkey, then go on.");
        }
        showState();
    }

    private void showState() {
        body.removeAll();
        if (factor.isOn()) {
            int left = factor.recoveryCodes();
            body.add(
                    text("It is on: signing in asks for a code of your authenticator app. %s left."
                            .formatted(left == 1 ? "1 recovery code is" : left + " recovery codes are")),
                    button("New recovery codes", false, () -> showCodes(factor.newRecoveryCodes())),
                    button("Turn off", false, () -> {
                        factor.turnOff();
                        showState();
                    }));
        } else {
            body.add(
                    text(
                            factor.hasPasskeys()
                                    ? "It is off: beside the password, signing in asks for a passkey. With it on, a code"
                                            + " of an authenticator app is as good."
                                    : "It is off: your password alone signs you in. With it on, whoever learns your"
                                            + " password still needs your phone, with an authenticator app on it. A"
                                            + " passkey protects you as well."),
                    button("Set up", true, this::showSecret));
        }
        body.add(link("account/passkeys", "Passkeys"), back("Back to the dashboards"));
    }

    private void showSecret() {
        var draft = factor.draft();
        body.removeAll();
        var secret = new Code(draft.secret());
        secret.addClassName("secret");
        var code = CodeForm.code("Code that the app shows then");
        code.setAutofocus(true);
        var on = new Button("Turn on", _ -> {
            try {
                var recovery = factor.turnOn(draft, code.getValue());
                problem("");
                showCodes(recovery);
            } catch (NotPossible e) {
                problem(String.valueOf(e.getMessage()));
            }
        });
        on.addThemeVariants(ButtonVariant.PRIMARY);
        on.addClickShortcut(Key.ENTER).listenOn(code);
        on.setWidthFull();
        body.add(
                text("Scan this with your authenticator app, or type the letters below it."),
                new QrCode(draft.address(), "QR code of the letters below"),
                secret,
                code,
                on,
                back("Cancel"));
    }

    private void showCodes(List<String> codes) {
        body.removeAll();
        body.add(new RecoveryCodes(codes, account));
    }

    private Component button(String label, boolean primary, Command action) {
        var button = new Button(label, _ -> PasswordAgain.before(confirmation, action));
        if (primary) {
            button.addThemeVariants(ButtonVariant.PRIMARY);
        }
        button.setWidthFull();
        return button;
    }

    private static Paragraph text(String words) {
        var text = new Paragraph(words);
        text.addClassName("card-text");
        return text;
    }

    private static Anchor back(String label) {
        return link("analytics", label);
    }

    private static Anchor link(String address, String label) {
        var link = new Anchor(address, label);
        link.addClassName("card-link");
        return link;
    }
}
