package io.tidemark.admin;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.Background;
import io.tidemark.ui.Panel;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Why the figures are as old as they are: each cause that is found, and what helps. */
class StalenessPanel extends Panel {

    /** A cause as explain_staleness() names it. */
    record Cause(String cause, String detail) {}

    /** What an admin can do about a cause, by a click here. */
    enum Remedy {
        RESUME("Resume"),
        REFRESH("Refresh now"),
        MEND("Set it up again");

        final String name;

        Remedy(String name) {
            this.name = name;
        }
    }

    private final JdbcClient jdbc;
    private final Consumer<Remedy> act;
    private final Div causes = new Div();

    StalenessPanel(JdbcClient jdbc, Consumer<Remedy> act) {
        super("Why is it stale?");
        this.jdbc = jdbc;
        this.act = act;
        setId("staleness");
        causes.addClassName("causes");
        causes.getElement().setAttribute("role", "status");
        var close = new Button("Close", _ -> setVisible(false));
        close.addThemeVariants(ButtonVariant.TERTIARY);
        addActions(close);
        addContent(causes);
        setVisible(false);
    }

    /** Looks now, and shows what is found. */
    void look(UI ui) {
        setVisible(true);
        setRemark("looking…");
        Background.run(
                ui,
                this::find,
                this::show,
                problem -> show(List.of(new Cause("cannot look", Problem.inWords(problem)))));
    }

    private void show(List<Cause> found) {
        setRemark("");
        causes.removeAll();
        found.forEach(cause -> causes.add(row(cause)));
    }

    private List<Cause> find() {
        return jdbc.sql("SELECT cause, detail FROM explain_staleness()")
                .query(Rows.of(Cause.class))
                .list();
    }

    private Div row(Cause of) {
        var row = new Div(
                new H3(of.cause().substring(0, 1).toUpperCase(Locale.ROOT)
                        + of.cause().substring(1)),
                new Paragraph(of.detail()));
        var remedy = remedy(of.cause());
        if (remedy != null) {
            row.add(new Button(remedy.name, _ -> act.accept(remedy)));
        }
        return row;
    }

    private static @Nullable Remedy remedy(String cause) {
        return switch (cause) {
            case "paused" -> Remedy.RESUME;
            case "refresh failing" -> Remedy.REFRESH;
            case "trigger disabled", "cron job failing" -> Remedy.MEND;
            default -> null;
        };
    }
}
