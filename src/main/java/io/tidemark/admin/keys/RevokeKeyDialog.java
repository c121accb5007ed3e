package io.tidemark.admin.keys;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Confirmation;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKey;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.ui.PasswordAgain;
import java.time.InstantSource;

/** Asks once more before a key is revoked, and says which and what follows; stays open until that is done. */
class RevokeKeyDialog extends Dialog {

    RevokeKeyDialog(ApiKey key, ApiKeys keys, Confirmation confirmation, Command changed) {
        var words = new KeyWords(key, InstantSource.system().instant());
        addClassName("key-dialog");
        setRole("alertdialog");
        setHeaderTitle("Revoke “%s”?".formatted(key.name()));
        setWidth("min(28rem, 94vw)");
        add(new Paragraph("Whatever sends %s… is refused from then on, at once and for good. It was last used %s."
                .formatted(key.prefix(), words.lastUsed())
                .replace("was last used never", "was never used")));
        var revoke = new Button(
                "Revoke “%s”".formatted(key.name()),
                _ -> PasswordAgain.before(confirmation, () -> {
                    keys.revoke(key.id(), Who.current());
                    close();
                    changed.execute();
                }));
        revoke.addThemeVariants(ButtonVariant.PRIMARY, ButtonVariant.ERROR);
        getFooter().add(new Button("Keep it", _ -> close()), revoke);
    }
}
