package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import io.tidemark.ui.PageHeader;
import java.util.List;

/** The head of the page: how fresh the views are, and what can be done at any time. */
class RefreshTools extends PageHeader {

    private final Button explain = new Button("Why is it stale?");
    private final Button pause = new Button("Pause…");
    private final Button rebuild = new Button("Rebuild…");
    private final Button verify = new Button("Verify against source");
    private final Button refresh = new Button("Refresh now");

    RefreshTools(RefreshView page) {
        super("Refresh");
        explain.addClickListener(_ -> page.explain());
        pause.addClickListener(_ -> page.pauseOrResume());
        rebuild.addClickListener(_ -> page.rebuild());
        verify.addClickListener(_ -> page.verify());
        refresh.addClickListener(_ -> page.refresh());
        refresh.addThemeVariants(ButtonVariant.PRIMARY);
        refresh.setId("refresh-now");
        addActions(explain, pause, rebuild, verify, refresh);
    }

    void show(Situation of) {
        pause.setText(of.status().paused() ? "Resume" : "Pause…");
    }

    void running(List<Job> jobs) {
        enable(pause, jobs, Job.Kind.SWITCH);
        enable(rebuild, jobs, Job.Kind.RECOUNT);
        enable(verify, jobs, Job.Kind.VERIFY);
        enable(refresh, jobs, Job.Kind.REFRESH);
    }

    private static void enable(Button button, List<Job> jobs, Job.Kind kind) {
        boolean running = jobs.stream().anyMatch(job -> job.kind() == kind && job.running());
        button.setEnabled(!running);
        button.setTooltipText(running ? "This is running" : "");
    }
}
