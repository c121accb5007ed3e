package io.tidemark.admin;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import io.tidemark.ui.Times;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A cron expression, and while it is typed the next times it comes, or what is wrong with it. */
class ScheduleField extends Div {

    private static final int TYPING_PAUSE_MS = 200;

    private final TextField field = new TextField("Schedule (minute, hour, day of month, month, day of week; UTC)");
    private final Paragraph heading = new Paragraph();
    private final OrderedList next = new OrderedList();
    private final JdbcClient jdbc;
    private final ZoneId zone;

    ScheduleField(String expression, JdbcClient jdbc, ZoneId zone) {
        this.jdbc = jdbc;
        this.zone = zone;
        addClassName("schedule");
        field.setWidthFull();
        field.addClassName("mono");
        field.setValueChangeMode(ValueChangeMode.LAZY);
        field.setValueChangeTimeout(TYPING_PAUSE_MS);
        field.setManualValidation(true);
        field.setHelperText("*/5 * * * * is every five minutes, 30 6 * * mon-fri is 06:30 on workdays.");
        field.setValue(expression);
        field.addValueChangeListener(_ -> check());
        heading.setText("Next times (%s)".formatted(zone));
        var times = new Div(heading, next);
        times.getElement().setAttribute("role", "status");
        add(field, times);
        check();
    }

    String value() {
        return field.getValue().trim();
    }

    /** Looks at what stands there; false when it is no schedule. */
    boolean check() {
        next.removeAll();
        try {
            var times = times();
            times.forEach(time -> next.add(
                    new ListItem(Times.weekday(time.atZone(zone).toLocalDate()) + ", " + Times.hour(time, zone))));
            field.setInvalid(false);
        } catch (DataAccessException e) {
            field.setErrorMessage(complaint(e));
            field.setInvalid(true);
        }
        heading.setVisible(!field.isInvalid());
        return !field.isInvalid();
    }

    private List<Instant> times() {
        return jdbc.sql("SELECT run FROM cron_runs(:expression, clock_timestamp()) AS run")
                .params(Map.of("expression", value()))
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
    }

    private static String complaint(DataAccessException problem) {
        var words = Problem.inWords(problem).replaceFirst("(?i)^cron: ", "");
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
