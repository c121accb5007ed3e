package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.ui.Times;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks before the strategy is switched or set up: says what will happen, and who did so last. Where somebody else was
 * quicker it says so and asks anew.
 */
class SwitchDialog extends Dialog {

    private static final int LONGEST_AGE_MINUTES = 7 * 24 * 60;

    /** What to do once it is confirmed; what does not concern the strategy is null. */
    interface Confirmed {
        void run(RefreshStrategy strategy, @Nullable String cron, @Nullable Integer maxAgeMinutes);
    }

    private final RefreshStrategy to;
    private final JdbcClient jdbc;
    private final Confirmed confirmed;
    private final Paragraph meanwhile = new Paragraph();
    private final Div consequences = new Div();
    private final Paragraph history = new Paragraph();
    private final Button confirm = new Button("", _ -> confirm());
    private @Nullable ScheduleField schedule;
    private @Nullable IntegerField age;
    private EngineStatus asked;

    SwitchDialog(RefreshStrategy to, Situation now, JdbcClient jdbc, Confirmed confirmed) {
        this.to = to;
        this.jdbc = jdbc;
        this.confirmed = confirmed;
        asked = now.status();
        setWidth("min(34rem, 94vw)");
        addClassName("admin-dialog");
        meanwhile.addClassName("failure");
        meanwhile.getElement().setAttribute("role", "alert");
        meanwhile.setVisible(false);
        add(meanwhile, consequences);
        if (to == RefreshStrategy.CRON) {
            schedule = new ScheduleField(asked.cron(), jdbc, asked.zone());
            add(schedule);
        } else if (to == RefreshStrategy.HYBRID) {
            age = ageField(asked.maxAgeMinutes());
            add(age);
        }
        history.addClassName("aside");
        add(history);
        confirm.addThemeVariants(ButtonVariant.PRIMARY);
        getFooter().add(new Button("Cancel", _ -> close()), confirm);
        ask(asked, now.lastChangeTo(asked.strategy()));
    }

    private void ask(EngineStatus status, @Nullable StrategyChange last) {
        asked = status;
        boolean inUse = status.strategy() == to;
        var name = StrategyWords.name(to);
        setHeaderTitle(inUse ? "Set up " + name : "Switch to " + name + "?");
        consequences.removeAll();
        if (!inUse) {
            consequences.add(
                    new Paragraph(StrategyWords.consequences(to, status)),
                    new Paragraph("Writers wait for a moment at most. If a transaction keeps api_usage locked, nothing"
                            + " is changed and you are told whose it is."));
        }
        history.setText(history(status, last));
        confirm.setText(inUse ? "Save" : "Switch to " + name);
        confirm.setVisible(!inUse || schedule != null || age != null);
    }

    private static IntegerField ageField(int minutes) {
        var field = new IntegerField("Figures that nobody watches get no older than (minutes)");
        field.setMin(1);
        field.setMax(LONGEST_AGE_MINUTES);
        field.setStepButtonsVisible(true);
        field.setWidthFull();
        field.setRequiredIndicatorVisible(true);
        field.setI18n(new IntegerField.IntegerFieldI18n()
                .setRequiredErrorMessage("A whole number of minutes is needed.")
                .setBadInputErrorMessage("A whole number of minutes is needed.")
                .setMinErrorMessage("At least one minute.")
                .setMaxErrorMessage("A week, %,d minutes, at most.".formatted(LONGEST_AGE_MINUTES)));
        field.setValue(minutes);
        return field;
    }

    private static String history(EngineStatus status, @Nullable StrategyChange last) {
        var name = StrategyWords.name(status.strategy());
        return last == null
                ? "%s has been in use from the start.".formatted(name)
                : "%s has been in use since %s; %s switched to it."
                        .formatted(
                                name, Times.clock(last.changedAt(), status.readAt(), status.zone()), last.changedBy());
    }

    private void confirm() {
        if (schedule != null && !schedule.check()) {
            return;
        }
        if (age != null && (age.isInvalid() || age.getValue() == null)) {
            return;
        }
        if (isOutOfDate()) {
            return;
        }
        close();
        confirmed.run(to, schedule == null ? null : schedule.value(), age == null ? null : age.getValue());
    }

    /** Whether something else is in use than what was said; then that is said instead. */
    private boolean isOutOfDate() {
        var now = jdbc.sql(EngineStatus.QUERY).query(EngineStatus.class).single();
        boolean same = now.strategy() == asked.strategy() && now.paused() == asked.paused();
        if (!same) {
            var last = jdbc.sql(StrategyChange.QUERY).query(Rows.of(StrategyChange.class)).list().stream()
                    .filter(change -> change.toStrategy() == now.strategy())
                    .findFirst()
                    .orElse(null);
            meanwhile.setText("Nothing was done yet, because somebody was quicker: by now %s is in use%s."
                    .formatted(StrategyWords.name(now.strategy()), now.paused() ? " and refreshing is paused" : ""));
            meanwhile.setVisible(true);
            ask(now, last);
        }
        return !same;
    }
}
