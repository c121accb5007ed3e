package io.tidemark.admin.keys;

import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.server.Command;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKey;
import io.tidemark.security.keys.ApiKeys;
import java.time.InstantSource;

/** Asks once more before a key is revoked, and says which and what follows. */
class RevokeKeyDialog extends ConfirmDialog {

    RevokeKeyDialog(ApiKey key, ApiKeys keys, Command changed) {
        var words = new KeyWords(key, InstantSource.system().instant());
        setHeader("Revoke “%s”?".formatted(key.name()));
        setText("Whatever sends %s… is refused from then on, at once and for good. It was last used %s."
                .formatted(key.prefix(), words.lastUsed())
                .replace("was last used never", "was never used"));
        setWidth("28rem");
        setCancelable(true);
        setCancelText("Keep it");
        setConfirmText("Revoke “%s”".formatted(key.name()));
        setConfirmButtonTheme("error primary");
        addConfirmListener(_ -> {
            keys.revoke(key.id(), Who.current());
            changed.execute();
        });
    }
}
