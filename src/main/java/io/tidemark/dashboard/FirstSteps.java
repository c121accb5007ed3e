package io.tidemark.dashboard;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.server.Command;
import io.tidemark.demo.DemoData;
import io.tidemark.demo.DemoRefused;
import io.tidemark.demo.RealCallsPresent;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.ui.Background;
import io.tidemark.ui.CodeBlock;
import io.tidemark.ui.EmptyState;
import io.tidemark.ui.Problems;
import java.util.Objects;

/** What an empty database offers: demo calls, or how to send the first real one. */
class FirstSteps extends Div {

    private static final String SQL = """
            INSERT INTO api_usage
                (user_id, service_type, provider, model, status,
                 prompt_tokens, completion_tokens, total_cost, latency_ms)
            VALUES ('ada', 'chat', 'openai', 'gpt-4o', 'success',
                 1200, 350, 0.0065, 840);""";

    private final Button load = new Button("Load demo data");
    private final ProgressBar progress = new ProgressBar();
    private final Paragraph outcome = new Paragraph();
    private final DemoData demo;
    private final Audit audit;
    private final Command done;

    FirstSteps(DemoData demo, Audit audit, ApiKeys keys, Command done) {
        this.demo = demo;
        this.audit = audit;
        this.done = done;
        load.addThemeVariants(ButtonVariant.PRIMARY);
        load.addClickListener(_ -> getUI().ifPresent(this::load));
        progress.setIndeterminate(true);
        progress.setVisible(false);
        outcome.getElement().setAttribute("role", "status");

        var look = step(
                "Look around with demo data",
                "Sixty plausible days of made-up calls, labelled as demo data. One click removes them again.",
                load,
                progress,
                outcome);
        look.setVisible(Who.current().isAdmin());
        var rest = step("Send the first call", "From any program, over HTTP:", new FirstCall(keys));
        var sql = step("Or insert it", "With any PostgreSQL client:", new CodeBlock("Copy the statement", SQL));
        add(new EmptyState(
                "No calls yet", "The page fills by itself as soon as the first call is in.", look, rest, sql));
    }

    private static Div step(String title, String text, Component... more) {
        var step = new Div(new H3(title), new Paragraph(text));
        step.add(more);
        step.addClassName("step");
        return step;
    }

    private void load(UI ui) {
        load.setEnabled(false);
        progress.setVisible(true);
        outcome.setText("Loading…");
        var who = Who.current();
        Background.run(ui, () -> load(who), this::end, problem -> end(Problems.inWords(problem)));
    }

    private void end(String text) {
        progress.setVisible(false);
        load.setEnabled(true);
        outcome.setText(text);
        done.execute();
    }

    private String load(Who who) {
        try {
            String loaded = "%,d demo calls loaded".formatted(demo.load());
            audit.record(who, "demo calls loaded", "api_usage", loaded);
            return loaded;
        } catch (DemoRefused e) {
            return Objects.requireNonNull(e.getMessage());
        } catch (RealCallsPresent e) {
            return "There are real calls by now, so no demo calls were added.";
        }
    }
}
