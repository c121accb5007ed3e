package io.tidemark.dashboard;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import io.tidemark.analytics.Period;
import io.tidemark.analytics.Range;
import io.tidemark.ui.SegmentedControl;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/** Chooses the range: one of three usual ones, or from one day to another. */
class RangePicker extends Div {

    private final SegmentedControl<Range.Kind> kind =
            new SegmentedControl<>("Range", List.of(Range.Kind.values()), RangePicker::label);
    private final DatePicker from = day("From");
    private final DatePicker to = day("To");
    private final Div days = new Div(from, to);
    private final Consumer<Range> choose;

    RangePicker(Consumer<Range> choose) {
        this.choose = choose;
        addClassName("range-picker");
        days.addClassName("range-days");
        days.setVisible(false);
        add(kind, days);
        kind.onChoice(this::chosen);
        from.addValueChangeListener(change -> daysChosen(change.isFromClient()));
        to.addValueChangeListener(change -> daysChosen(change.isFromClient()));
    }

    /** Shows the range; the day pickers start from the days that are shown anyway. */
    void show(Range range, Period period, LocalDate today) {
        show(range);
        boolean custom = range.kind() == Range.Kind.CUSTOM;
        from.setMax(today);
        to.setMax(today);
        from.setValue(custom ? range.from() : period.firstDay());
        to.setValue(custom ? range.to() : period.lastDay());
    }

    /** Shows the range while nothing is known of its days. */
    void show(Range range) {
        kind.setValue(range.kind());
        days.setVisible(range.kind() == Range.Kind.CUSTOM);
    }

    private void chosen(Range.Kind kind) {
        switch (kind) {
            case LAST_24_HOURS -> choose.accept(Range.LAST_24_HOURS);
            case LAST_7_DAYS -> choose.accept(Range.LAST_7_DAYS);
            case LAST_30_DAYS -> choose.accept(Range.LAST_30_DAYS);
            case CUSTOM -> daysChosen(true);
        }
    }

    private void daysChosen(boolean byUser) {
        if (!byUser || from.getValue() == null || to.getValue() == null) {
            return;
        }
        boolean inOrder = !to.getValue().isBefore(from.getValue());
        from.setErrorMessage(inOrder ? "" : "After the last day");
        from.setInvalid(!inOrder);
        if (inOrder) {
            choose.accept(Range.custom(from.getValue(), to.getValue()));
        }
    }

    private static DatePicker day(String label) {
        var picker = new DatePicker();
        picker.setAriaLabel(label);
        picker.setPlaceholder(label);
        picker.setI18n(
                new DatePicker.DatePickerI18n().setDateFormat("yyyy-MM-dd").setFirstDayOfWeek(1));
        picker.setWidth("9.5rem");
        return picker;
    }

    private static String label(Range.Kind kind) {
        return switch (kind) {
            case LAST_24_HOURS -> "24 h";
            case LAST_7_DAYS -> "7 d";
            case LAST_30_DAYS -> "30 d";
            case CUSTOM -> "Custom";
        };
    }
}
