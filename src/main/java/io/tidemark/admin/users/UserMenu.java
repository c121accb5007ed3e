package io.tidemark.admin.users;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Account;
import io.tidemark.security.Accounts;
import io.tidemark.security.Confirmation;
import io.tidemark.security.NotPossible;
import io.tidemark.security.Role;
import io.tidemark.ui.PasswordAgain;

/** What can be done with one user; each asks before it does it, by name. */
class UserMenu extends MenuBar {

    private static final int MESSAGE_MS = 6_000;

    private final transient Account account;
    private final transient Accounts accounts;
    private final transient Confirmation confirmation;
    private final Command done;

    UserMenu(Account account, Accounts accounts, Confirmation confirmation, Command done) {
        this.account = account;
        this.accounts = accounts;
        this.confirmation = confirmation;
        this.done = done;
        addThemeVariants(MenuBarVariant.TERTIARY);
        var item = addItem("Actions");
        item.setAriaLabel("Actions for " + account.name());
        fill(item.getSubMenu());
    }

    private void fill(SubMenu menu) {
        String name = account.name();
        if (!account.singleSignOn()) {
            var other = account.role() == Role.ADMIN ? Role.VIEWER : Role.ADMIN;
            String called = other == Role.ADMIN ? "an admin" : "a viewer";
            item(
                    menu,
                    "Make %s".formatted(called),
                    "Make %s %s?".formatted(name, called),
                    other == Role.ADMIN
                            ? "Admins see and change everything. %s is signed out, and has the new role after signing in."
                                    .formatted(name)
                            : "Viewers see the dashboards and change nothing. %s is signed out at once."
                                    .formatted(name),
                    "Make %s".formatted(called),
                    false,
                    () -> accounts.changeRole(account, other));
            password(menu);
        }
        if (account.secondFactor() && !account.isOwn()) {
            item(
                    menu,
                    "Remove second factor",
                    "Remove the second factor of %s?".formatted(name),
                    "For whoever has lost the phone and the recovery codes. Codes and passkeys stop working; %s is signed"
                                    .formatted(name)
                            + " out, and signs in with the password alone. Be sure that it is them who ask.",
                    "Remove second factor",
                    true,
                    () -> accounts.removeSecondFactor(account));
        }
        if (account.browsers() > 0) {
            item(
                    menu,
                    "Sign out everywhere",
                    "Sign %s out everywhere?".formatted(name),
                    "In every browser, at once. Nothing else changes.",
                    "Sign out",
                    false,
                    () -> accounts.signOutEverywhere(account));
        }
        boolean disabled = account.disabledAt() != null;
        item(
                menu,
                disabled ? "Enable" : "Disable",
                (disabled ? "Enable %s?" : "Disable %s?").formatted(name),
                disabled
                        ? "%s can sign in again.".formatted(name)
                        : "%s is signed out at once and cannot sign in until an admin enables the account."
                                .formatted(name),
                disabled ? "Enable" : "Disable",
                !disabled,
                () -> accounts.setDisabled(account, !disabled));
        item(
                menu,
                "Remove",
                "Remove %s?".formatted(name),
                "What %s did stays in the audit.%s"
                        .formatted(
                                name,
                                account.singleSignOn()
                                        ? " Single sign-on brings the account back; disable it to keep them out."
                                        : ""),
                "Remove",
                true,
                () -> accounts.remove(account));
    }

    /** A new password is shown on the page, which a reset of one's own would close first. */
    private void password(SubMenu menu) {
        String name = account.name();
        if (account.isOwn()) {
            menu.addItem("Change password", _ -> UI.getCurrent().navigate("account/password"));
            return;
        }
        item(
                menu,
                "Reset password",
                "Give %s a new password?".formatted(name),
                "The present one stops working and %s is signed out at once. The new one is shown to you, once."
                        .formatted(name),
                "Reset password",
                false,
                () -> new ShownOnce(name, accounts.resetPassword(account)).open());
    }

    private void item(
            SubMenu menu, String label, String question, String text, String confirm, boolean grave, Command action) {
        menu.addItem(label, _ -> {
            var dialog = new ConfirmDialog();
            dialog.setHeader(question);
            dialog.setText(text);
            dialog.setCancelable(true);
            dialog.setConfirmText(confirm);
            dialog.setConfirmButtonTheme(grave ? "error primary" : "primary");
            dialog.addConfirmListener(_ -> PasswordAgain.before(confirmation, () -> attempt(action)));
            dialog.open();
        });
    }

    private void attempt(Command action) {
        try {
            action.execute();
        } catch (NotPossible e) {
            Notification.show(e.getMessage(), MESSAGE_MS, Notification.Position.TOP_END);
        }
        done.execute();
    }
}
