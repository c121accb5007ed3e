package io.tidemark.admin.users;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Access;
import io.tidemark.security.Accounts;
import io.tidemark.security.Confirmation;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Panel;
import jakarta.annotation.security.RolesAllowed;

/** Who may sign in, with which role; adds, changes and removes them. */
@RolesAllowed(Access.ADMIN)
@Route(value = "admin/users", layout = MainLayout.class)
@PageTitle("Users · Tidemark")
@Menu(title = "Users", order = 120)
class UsersView extends Page {

    private final transient Accounts accounts;
    private final UsersTable table;
    private final Panel panel;

    UsersView(Accounts accounts, Confirmation confirmation) {
        this.accounts = accounts;
        table = new UsersTable(accounts, confirmation, this::show);
        panel = new Panel("Who may sign in", table);
        panel.addClassName("large");
        var add = new Button("Add user", _ -> new AddUserDialog(accounts, confirmation, this::show).open());
        add.addThemeVariants(ButtonVariant.PRIMARY);
        add(new PageHeader("Users", add), panel);
        show();
    }

    private void show() {
        var all = accounts.all();
        table.show(all);
        panel.setRemark(all.size() == 1 ? "1 user" : "%,d users".formatted(all.size()));
    }
}
