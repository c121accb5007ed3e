package io.tidemark.dashboard;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import io.tidemark.analytics.Period;
import io.tidemark.analytics.Range;
import io.tidemark.ui.SegmentedControl;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Chooses the range: one of three usual ones, or from one day to another. */
class RangePicker extends Div {

    private final SegmentedControl<Range.Kind> kind =
            new SegmentedControl<>("Range", List.of(Range.Kind.values()), RangePicker::label);
    private final Consumer<Range> choose;
    private @Nullable Days days;
    private @Nullable Period shown;

    RangePicker(Consumer<Range> choose) {
        this.choose = choose;
        addClassName("range-picker");
        add(kind);
        kind.onChoice(this::chosen);
    }

    /** Shows the range; the days that can be chosen start from those that are shown anyway. */
    void show(Range range, Period period) {
        shown = period;
        show(range);
        if (range.kind() == Range.Kind.CUSTOM) {
            if (days == null) {
                days = new Days();
                add(days);
            }
            days.show(range, period.today());
        }
    }

    /** Shows the range while nothing is known of its days. */
    void show(Range range) {
        kind.setValue(range.kind());
        if (days != null) {
            days.setVisible(range.kind() == Range.Kind.CUSTOM);
        }
    }

    private void chosen(Range.Kind kind) {
        switch (kind) {
            case LAST_24_HOURS -> choose.accept(Range.LAST_24_HOURS);
            case LAST_7_DAYS -> choose.accept(Range.LAST_7_DAYS);
            case LAST_30_DAYS -> choose.accept(Range.LAST_30_DAYS);
            case CUSTOM -> {
                if (shown != null) {
                    choose.accept(Range.custom(shown.firstDay(), shown.lastDay()));
                }
            }
        }
    }

    /** The first and the last day. Made when first asked for: most pages do without, and its script is large. */
    private final class Days extends Div {

        private final DatePicker from = day("From");
        private final DatePicker to = day("To");

        Days() {
            addClassName("range-days");
            add(from, to);
            from.addValueChangeListener(change -> chosen(change.isFromClient()));
            to.addValueChangeListener(change -> chosen(change.isFromClient()));
        }

        void show(Range range, LocalDate today) {
            from.setMax(today);
            to.setMax(today);
            from.setValue(range.from());
            to.setValue(range.to());
        }

        private void chosen(boolean byUser) {
            if (!byUser || from.getValue() == null || to.getValue() == null) {
                return;
            }
            try {
                var range = Range.custom(from.getValue(), to.getValue());
                from.setInvalid(false);
                choose.accept(range);
            } catch (IllegalArgumentException e) {
                from.setErrorMessage(e.getMessage());
                from.setInvalid(true);
            }
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
