package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.ui.Times;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks before the strategy is switched or set up: says what will happen, and who did so last. */
class SwitchDialog extends Dialog {

    private static final int LONGEST_AGE_MINUTES = 7 * 24 * 60;

    /** What to do once it is confirmed; what does not concern the strategy is null. */
    interface Confirmed {
        void run(RefreshStrategy strategy, @Nullable String cron, @Nullable Integer maxAgeMinutes);
    }

    private final RefreshStrategy to;
    private final Confirmed confirmed;
    private @Nullable ScheduleField schedule;
    private @Nullable IntegerField age;

    SwitchDialog(RefreshStrategy to, Situation now, JdbcClient jdbc, Confirmed confirmed) {
        this.to = to;
        this.confirmed = confirmed;
        var status = now.status();
        boolean inUse = status.strategy() == to;
        var name = StrategyWords.name(to);
        setHeaderTitle(inUse ? "Set up " + name : "Switch to " + name + "?");
        setWidth("min(34rem, 94vw)");
        addClassName("admin-dialog");
        if (!inUse) {
            add(new Paragraph(StrategyWords.consequences(to, status)));
            add(new Paragraph("Writers wait for a moment at most. If a transaction keeps api_usage locked, nothing is"
                    + " changed and you are told whose it is."));
        }
        if (to == RefreshStrategy.CRON) {
            schedule = new ScheduleField(status.cron(), jdbc, status.zone());
            add(schedule);
        } else if (to == RefreshStrategy.HYBRID) {
            age = ageField(status.maxAgeMinutes());
            add(age);
        }
        add(history(now));
        var cancel = new Button("Cancel", _ -> close());
        var confirm = new Button(inUse ? "Save" : "Switch to " + name, _ -> confirm());
        confirm.addThemeVariants(ButtonVariant.PRIMARY);
        getFooter().add(cancel, confirm);
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

    private static Paragraph history(Situation now) {
        var status = now.status();
        var last = now.lastChangeTo(status.strategy());
        var text = new Paragraph(
                last == null
                        ? "%s has been in use from the start.".formatted(StrategyWords.name(status.strategy()))
                        : "%s has been in use since %s; %s switched to it."
                                .formatted(
                                        StrategyWords.name(status.strategy()),
                                        Times.clock(last.changedAt(), status.readAt(), status.zone()),
                                        last.changedBy()));
        text.addClassName("aside");
        return text;
    }

    private void confirm() {
        if (schedule != null && !schedule.check()) {
            return;
        }
        if (age != null && (age.isInvalid() || age.getValue() == null)) {
            return;
        }
        close();
        confirmed.run(to, schedule == null ? null : schedule.value(), age == null ? null : age.getValue());
    }
}
