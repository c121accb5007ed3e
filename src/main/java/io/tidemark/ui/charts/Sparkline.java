package io.tidemark.ui.charts;

import com.vaadin.flow.component.Svg;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a figure went, as a line without axes. Those who cannot see it find the values in a table elsewhere. */
public class Sparkline extends Svg {

    private static final double WIDTH = 100;
    private static final double HEIGHT = 28;
    private static final double MARGIN = 2;

    private String drawn = "";

    public Sparkline() {
        addClassName("sparkline");
        getElement().setAttribute("aria-hidden", "true");
    }

    /** Draws the values; null is a gap. What is still filling is dashed. */
    public void setValues(List<@Nullable Double> values, boolean lastIsFilling) {
        var svg = draw(values, lastIsFilling);
        if (!svg.equals(drawn)) {
            drawn = svg;
            setSvg(svg);
        }
    }

    static String draw(List<@Nullable Double> values, boolean lastIsFilling) {
        var line = new StringBuilder();
        var filling = new StringBuilder();
        int last = values.size() - 1;
        for (int i = 0; i <= last; i++) {
            var value = values.get(i);
            if (value == null) {
                continue;
            }
            boolean starts = i == 0 || values.get(i - 1) == null;
            if (lastIsFilling && i == last && !starts) {
                filling.append('M').append(point(i - 1, values)).append('L').append(point(i, values));
            } else {
                line.append(starts ? 'M' : 'L').append(point(i, values));
            }
        }
        return """
                <svg viewBox="0 0 100 28" preserveAspectRatio="none" focusable="false">\
                <path d="%s"/><path class="filling" d="%s"/></svg>""".formatted(line, filling);
    }

    private static String point(int index, List<@Nullable Double> values) {
        double top = values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(v -> v)
                .max()
                .orElse(0);
        double bottom = values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(v -> v)
                .min()
                .orElse(0);
        double part = top == bottom ? 0.5 : (value(index, values) - bottom) / (top - bottom);
        double x = values.size() == 1 ? 0 : index * WIDTH / (values.size() - 1);
        return String.format(Locale.ROOT, "%.1f %.1f", x, HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN));
    }

    private static double value(int index, List<@Nullable Double> values) {
        return Objects.requireNonNull(values.get(index));
    }
}
