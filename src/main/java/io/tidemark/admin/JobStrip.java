package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The work that somebody started on this node: how far it is, or what became of it. */
class JobStrip extends Div {

    private final Jobs jobs;
    private final Map<Job.Kind, Row> rows = new EnumMap<>(Job.Kind.class);

    JobStrip(Jobs jobs) {
        this.jobs = jobs;
        addClassName("job-strip");
    }

    void show(List<Job> list) {
        rows.entrySet().removeIf(row -> {
            boolean gone = list.stream().noneMatch(job -> job.kind() == row.getKey());
            if (gone) {
                remove(row.getValue());
            }
            return gone;
        });
        list.forEach(job -> rows.computeIfAbsent(job.kind(), this::newRow).show(job));
    }

    private Row newRow(Job.Kind kind) {
        var row = new Row(kind);
        add(row);
        return row;
    }

    private final class Row extends Div {

        private final Span dot = new Span();
        private final Span text = new Span();
        private final Span outcome = new Span();
        private final ProgressBar bar = new ProgressBar();
        private final Button cancel = new Button("Cancel");
        private final Button close = new Button("Close");

        Row(Job.Kind kind) {
            addClassName("job");
            dot.addClassName("dot");
            dot.getElement().setAttribute("aria-hidden", "true");
            text.addClassName("aside");
            outcome.addClassName("outcome");
            outcome.getElement().setAttribute("role", "status");
            cancel.addClickListener(_ -> jobs.cancel(kind));
            close.addClickListener(_ -> jobs.dismiss(kind));
            close.addThemeVariants(ButtonVariant.TERTIARY);
            add(dot, outcome, text, bar, cancel, close);
        }

        void show(Job job) {
            var end = job.outcome();
            setClassName("running", end == null);
            setClassName("good", end != null && end.good());
            setClassName("problem", end != null && !end.good());
            bar.setVisible(end == null);
            cancel.setVisible(end == null);
            close.setVisible(end != null);
            close.setAriaLabel("Close: " + job.title());
            if (end != null) {
                outcome.setText(end.text());
                text.setText("by " + job.startedBy());
                return;
            }
            outcome.setText(job.title() + " is running");
            long seconds = Duration.between(job.startedAt(), Instant.now()).toSeconds();
            text.setText("by %s%s%s"
                    .formatted(
                            job.startedBy(),
                            seconds < 1 ? "" : ", for " + Spans.rough(seconds),
                            job.detail().isEmpty() ? "" : " · " + job.detail()));
            var fraction = job.fraction();
            bar.setIndeterminate(fraction == null);
            bar.setValue(fraction == null ? 0 : Math.clamp(fraction, 0, 1));
            bar.getElement().setAttribute("aria-label", job.title());
            cancel.setEnabled(!job.cancelling());
            cancel.setText(job.cancelling() ? "Cancelling…" : "Cancel");
        }
    }
}
