package io.tidemark.ui;

import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import io.tidemark.security.Role;
import io.tidemark.security.SignedIn;
import java.util.Locale;

/** Says who is signed in, and leads to what they can do with their account, and lets them sign out; lets the others sign in. */
class AccountMenu extends Div {

    /**
     * Sends a form, which ends the sign-in also where the server has lost this page: it was started anew, or was another
     * one. The page may be older than the token that a form needs.
     */
    private static final String SIGN_OUT_AT_CLICK = """
            this.addEventListener('click', async () => {
              const page = new DOMParser().parseFromString(await (await fetch('login')).text(), 'text/html');
              const form = document.createElement('form');
              form.method = 'post';
              form.action = 'logout';
              const field = (name, value) => {
                const input = document.createElement('input');
                input.type = 'hidden';
                input.name = name;
                input.value = value;
                form.append(input);
              };
              field('_csrf', page.querySelector('meta[name=_csrf]').content);
              if ($0) field('everywhere', 'on');
              document.body.append(form);
              form.submit();
            });
            """;

    AccountMenu() {
        addClassName("account-menu");
        SignedIn.current().ifPresentOrElse(who -> add(menu(who)), () -> add(signIn()));
    }

    private static Anchor signIn() {
        var link = new Anchor("login", "Sign in");
        link.setRouterIgnore(true);
        link.addClassName("account-sign-in");
        return link;
    }

    private static MenuBar menu(SignedIn who) {
        var bar = new MenuBar();
        bar.addThemeVariants(MenuBarVariant.TERTIARY);
        MenuItem item = bar.addItem(label(who));
        item.setAriaLabel("Account of " + who.name());
        var entries = item.getSubMenu();
        if (!who.singleSignOn()) {
            entries.addItem("Change password", _ -> bar.getUI().ifPresent(ui -> ui.navigate("account/password")));
            entries.addItem("Passkeys", _ -> bar.getUI().ifPresent(ui -> ui.navigate("account/passkeys")));
            entries.addItem("Second factor", _ -> bar.getUI().ifPresent(ui -> ui.navigate("account/second-factor")));
        }
        entries.addItem("Your browsers", _ -> bar.getUI().ifPresent(ui -> ui.navigate("account/browsers")));
        entries.addItem("Sign out").getElement().executeJs(SIGN_OUT_AT_CLICK, false);
        entries.addItem("Sign out everywhere").getElement().executeJs(SIGN_OUT_AT_CLICK, true);
        return bar;
    }

    private static Div label(SignedIn who) {
        var initial = new Span(who.name().substring(0, 1).toUpperCase(Locale.ROOT));
        initial.addClassName("account-initial");
        var name = new Span(who.name());
        name.addClassName("account-name");
        var role = new Span(who.role() == Role.ADMIN ? "Admin" : "Viewer");
        role.addClassName("account-role");
        var label = new Div(initial, new Div(name, role));
        label.addClassName("account-label");
        return label;
    }
}
