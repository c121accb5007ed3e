package io.tidemark.ui;

import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.spring.security.AuthenticationContext;
import io.tidemark.security.OwnAccount;
import io.tidemark.security.Role;
import io.tidemark.security.SignedIn;
import java.util.Locale;

/** Says who is signed in, and lets them change their password and sign out; lets the others sign in. */
class AccountMenu extends Div {

    AccountMenu(OwnAccount account, AuthenticationContext authentication) {
        addClassName("account-menu");
        SignedIn.current().ifPresentOrElse(who -> add(menu(who, account, authentication)), () -> add(signIn()));
    }

    private static Anchor signIn() {
        var link = new Anchor("login", "Sign in");
        link.setRouterIgnore(true);
        link.addClassName("account-sign-in");
        return link;
    }

    private static MenuBar menu(SignedIn who, OwnAccount account, AuthenticationContext authentication) {
        var bar = new MenuBar();
        bar.addThemeVariants(MenuBarVariant.TERTIARY);
        MenuItem item = bar.addItem(label(who));
        item.setAriaLabel("Account of " + who.name());
        var entries = item.getSubMenu();
        if (!who.singleSignOn()) {
            entries.addItem("Change password", _ -> bar.getUI().ifPresent(ui -> ui.navigate("account/password")));
        }
        entries.addItem("Sign out", _ -> authentication.logout());
        entries.addItem("Sign out everywhere", _ -> {
            account.signOutEverywhereElse();
            authentication.logout();
        });
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
