package io.tidemark.admin.keys;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import io.tidemark.security.keys.ApiKey;
import io.tidemark.security.keys.KeyScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** One key a row; on a narrow screen one a card. */
class KeyTable extends Div {

    private static final List<String> COLUMNS = List.of("Key", "Scopes", "Last used", "Expires", "Created", "");

    private final NativeTable table = new NativeTable();
    private final Consumer<ApiKey> revoke;

    KeyTable(Consumer<ApiKey> revoke) {
        this.revoke = revoke;
        addClassName("table-frame");
        table.addClassNames("data-table", "key-table");
        var header = table.getHead().addRow();
        for (String name : COLUMNS) {
            var cell = new NativeTableHeaderCell(name.isEmpty() ? new Span("Actions") : new Span(name));
            cell.getElement().setAttribute("scope", "col");
            if (name.isEmpty()) {
                cell.getChildren().findFirst().orElseThrow().addClassName("only-read-aloud");
            }
            header.add(cell);
        }
        add(table);
    }

    void show(List<ApiKey> keys) {
        table.getBody().removeAll();
        Instant now = InstantSource.system().instant();
        keys.forEach(key -> fill(table.getBody().addRow(), key, now));
    }

    private void fill(NativeTableRow row, ApiKey key, Instant now) {
        boolean active = key.state() == ApiKey.State.ACTIVE;
        row.setClassName("refused", !active);
        var words = new KeyWords(key, now);
        cell(row, "Key", new Div(styled(key.name(), "key-name"), styled(key.prefix() + "…", "key-prefix")));
        cell(row, "Scopes", scopes(key));
        cell(row, "Last used", titled(words.lastUsed(), words.lastUsedExactly()));
        var expiry = titled(words.expiry(), words.expiryExactly());
        expiry.setClassName("soon", words.expiresSoon());
        cell(row, "Expires", expiry);
        cell(row, "Created", titled(words.created(), words.createdExactly()));
        cell(row, "", active ? revokeButton(key) : styled(words.state(), "key-state"));
    }

    private static Div scopes(ApiKey key) {
        var scopes = new Div();
        scopes.addClassName("scopes");
        for (KeyScope scope : key.scopes()) {
            var tag = styled(scope.word(), "tag");
            tag.setTitle(scope.meaning());
            scopes.add(tag);
        }
        return scopes;
    }

    private Button revokeButton(ApiKey key) {
        var button = new Button("Revoke", _ -> revoke.accept(key));
        button.addThemeVariants(ButtonVariant.TERTIARY, ButtonVariant.ERROR);
        button.setAriaLabel("Revoke " + key.name());
        return button;
    }

    private static void cell(NativeTableRow row, String label, Component content) {
        var cell = row.addDataCell();
        cell.getElement().setAttribute("data-label", label);
        cell.add(content);
    }

    private static Span styled(String text, String className) {
        var span = new Span(text);
        span.addClassName(className);
        return span;
    }

    private static Span titled(String text, String title) {
        var span = new Span(text);
        span.setTitle(title);
        return span;
    }
}
