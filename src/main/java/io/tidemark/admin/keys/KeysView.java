package io.tidemark.admin.keys;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Access;
import io.tidemark.security.Confirmation;
import io.tidemark.security.keys.ApiKey;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.ui.EmptyState;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Panel;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** The keys by which programs say who they are: which there are, how they are used, a new one, and an end to one. */
@Route(value = "admin/keys", layout = MainLayout.class)
@PageTitle("API keys · Tidemark")
@Menu(title = "API keys", order = 130)
@RolesAllowed(Access.ADMIN)
class KeysView extends Page implements BeforeEnterObserver {

    private final transient ApiKeys keys;
    private final transient Confirmation confirmation;
    private final KeyTable table = new KeyTable(this::revoke);
    private final Checkbox showRefused = new Checkbox("Show expired and revoked", _ -> show());
    private final Panel panel = new Panel("Keys", table);
    private final Div none = new Div();

    KeysView(ApiKeys keys, Confirmation confirmation) {
        this.keys = keys;
        this.confirmation = confirmation;
        var reference = new Anchor("api/docs", "API reference");
        reference.setRouterIgnore(true);
        reference.addClassName("quiet-link");
        none.add(new EmptyState(
                "No keys yet",
                "Programs need a key to send calls, to read figures and to have them refreshed.",
                newKey()));
        panel.addActions(showRefused);
        add(new PageHeader("API keys", reference, newKey()), none, panel);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        show();
    }

    private Button newKey() {
        var button = new Button("New key", _ -> new NewKeyDialog(keys, confirmation, this::show).open());
        button.addThemeVariants(ButtonVariant.PRIMARY);
        return button;
    }

    private void show() {
        List<ApiKey> all = keys.all();
        List<ApiKey> active =
                all.stream().filter(key -> key.state() == ApiKey.State.ACTIVE).toList();
        none.setVisible(all.isEmpty());
        panel.setVisible(!all.isEmpty());
        showRefused.setVisible(active.size() < all.size());
        table.show(showRefused.getValue() ? all : active);
        panel.setRemark(active.size() == 1 ? "1 key is accepted" : active.size() + " keys are accepted");
    }

    private void revoke(ApiKey key) {
        new RevokeKeyDialog(key, keys, confirmation, this::show).open();
    }
}
