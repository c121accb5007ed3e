package io.tidemark.admin.users;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Account;
import io.tidemark.security.Accounts;
import io.tidemark.security.Confirmation;
import io.tidemark.security.Role;
import io.tidemark.ui.Times;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** One row a user, with what can be done with them at its end. */
class UsersTable extends Div {

    private static final List<String> COLUMNS =
            List.of("Name", "Role", "Signs in with", "Last seen (UTC)", "State", "");

    private final transient Accounts accounts;
    private final transient Confirmation confirmation;
    private final Command done;
    private final NativeTable table = new NativeTable();

    UsersTable(Accounts accounts, Confirmation confirmation, Command done) {
        this.accounts = accounts;
        this.confirmation = confirmation;
        this.done = done;
        addClassName("table-frame");
        table.addClassNames("data-table", "key-table", "users-table");
        var header = table.getHead().addRow();
        COLUMNS.forEach(name -> {
            var cell = new NativeTableHeaderCell(name);
            cell.getElement().setAttribute("scope", "col");
            if (name.isEmpty()) {
                cell.add(hidden("Actions"));
            }
            header.add(cell);
        });
        add(table);
    }

    void show(List<Account> all) {
        table.getBody().removeAll();
        all.forEach(this::row);
    }

    private void row(Account account) {
        var row = table.getBody().addRow();
        var name = new Span(account.name());
        name.addClassName("user-name");
        var cells = List.<Component>of(
                name,
                new Span(account.role() == Role.ADMIN ? "Admin" : "Viewer"),
                new Span(means(account)),
                new Span(account.lastSeenAt() == null ? "never" : at(account.lastSeenAt())),
                state(account),
                new UserMenu(account, accounts, confirmation, done));
        for (int i = 0; i < cells.size(); i++) {
            var cell = row.addDataCell();
            // Said again in the cell on a phone, where there is no head.
            cell.getElement().setAttribute("data-label", COLUMNS.get(i));
            cell.add(cells.get(i));
        }
    }

    private static String at(Instant instant) {
        return Times.day(instant.atZone(ZoneOffset.UTC).toLocalDate()) + ", " + Times.hour(instant, ZoneOffset.UTC);
    }

    private static String means(Account account) {
        if (account.singleSignOn()) {
            return "Single sign-on";
        }
        if (account.passkeys()) {
            return account.codes() ? "Passkey, or password and code" : "Passkey";
        }
        return account.codes() ? "Password and code" : "Password";
    }

    private static Component state(Account account) {
        if (account.disabledAt() != null) {
            return chip("Disabled", "off");
        }
        if (account.mustChangePassword()) {
            return chip("Has to change the password", "waiting");
        }
        return switch ((int) account.browsers()) {
            case 0 -> new Span("Signed out");
            case 1 -> chip("Signed in", "on");
            default -> chip("Signed in in %,d browsers".formatted(account.browsers()), "on");
        };
    }

    private static Span chip(String text, String kind) {
        var chip = new Span(text);
        chip.addClassNames("chip", kind);
        return chip;
    }

    private static Span hidden(String text) {
        var span = new Span(text);
        span.addClassName("only-read-aloud");
        return span;
    }
}
