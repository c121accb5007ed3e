package io.tidemark.ui.charts;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How a figure went, as a line without axes. Those who cannot see it find the values in a table elsewhere. */
public final class Sparkline {

    private static final double WIDTH = 100;
    private static final double HEIGHT = 28;
    private static final double MARGIN = 2;

    private Sparkline() {}

    /**
     * The line as two paths of SVG, in a frame of 100 by 28: what is over, and what is still filling.
     *
     * @param values null is a gap
     */
    public static ArrayNode paths(List<@Nullable Double> values, boolean lastIsFilling) {
        var line = new StringBuilder();
        var filling = new StringBuilder();
        var frame = Frame.around(values);
        int last = values.size() - 1;
        for (int i = 0; i <= last; i++) {
            var value = values.get(i);
            if (value == null) {
                continue;
            }
            var before = i == 0 ? null : values.get(i - 1);
            if (lastIsFilling && i == last && before != null) {
                frame.point(filling.append('M'), i - 1, before);
                frame.point(filling.append('L'), i, value);
            } else {
                frame.point(line.append(before == null ? 'M' : 'L'), i, value);
            }
        }
        return JsonNodeFactory.instance.arrayNode().add(line.toString()).add(filling.toString());
    }

    /** What values lie between, and how many there are. */
    private record Frame(double bottom, double top, int count) {

        static Frame around(List<@Nullable Double> values) {
            double bottom = Double.POSITIVE_INFINITY;
            double top = Double.NEGATIVE_INFINITY;
            for (var value : values) {
                if (value != null) {
                    bottom = Math.min(bottom, value);
                    top = Math.max(top, value);
                }
            }
            return new Frame(bottom, top, values.size());
        }

        void point(StringBuilder path, int index, double value) {
            double part = top == bottom ? 0.5 : (value - bottom) / (top - bottom);
            double x = count == 1 ? 0 : index * WIDTH / (count - 1);
            append(path, x);
            append(path.append(' '), HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN));
        }

        /** With one digit after the point. */
        private static void append(StringBuilder path, double number) {
            long tenths = Math.round(number * 10);
            path.append(tenths / 10).append('.').append(tenths % 10);
        }
    }
}
