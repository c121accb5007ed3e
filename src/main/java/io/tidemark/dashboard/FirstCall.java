package io.tidemark.dashboard;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.security.keys.NameTaken;
import io.tidemark.security.keys.NewKey;
import io.tidemark.ui.CodeBlock;
import java.util.Set;

/** How to send the first call over HTTP. Admins get a key for it at a click. */
class FirstCall extends Div {

    private static final String NAME = "First call";

    private final ApiKeys keys;
    private final CodeBlock command = new CodeBlock("Copy the command");
    private final Button make = new Button("Make a key for it", _ -> makeKey());
    private final Paragraph remark = new Paragraph();

    FirstCall(ApiKeys keys) {
        this.keys = keys;
        boolean admin = Who.current().isAdmin();
        command.setCommand(curl("$TIDEMARK_KEY"));
        make.setVisible(admin);
        remark.setText(admin ? "It takes an API key." : "It takes an API key, which an admin makes for you.");
        remark.getElement().setAttribute("role", "status");
        add(command, remark, make);
    }

    private void makeKey() {
        NewKey made = newKey();
        make.setVisible(false);
        command.setCommand(curl(made.secret()));
        remark.setText("The command has a key of its own now, “%s”, which is shown this once."
                .formatted(made.key().name()));
    }

    private NewKey newKey() {
        for (int number = 1; ; number++) {
            try {
                String name = number == 1 ? NAME : NAME + " " + number;
                return keys.create(name, Set.of(KeyScope.INGEST), null, Who.current());
            } catch (NameTaken e) {
                // Somebody has begun like this before: the next number.
            }
        }
    }

    private static String curl(String key) {
        return """
                curl ORIGIN/api/usage \\
                  -H "Authorization: Bearer %s" \\
                  -H 'Content-Type: application/json' -d '{
                  "user_id": "ada", "service_type": "chat",
                  "provider": "openai", "model": "gpt-4o", "status": "success",
                  "prompt_tokens": 1200, "completion_tokens": 350,
                  "total_cost": 0.0065, "latency_ms": 840}'""".formatted(key);
    }
}
