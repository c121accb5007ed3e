package io.tidemark.dashboard;

import static io.tidemark.ui.AddressNotices.readable;

import com.vaadin.flow.router.QueryParameters;
import io.tidemark.analytics.Range;
import io.tidemark.analytics.UsageFilter;
import io.tidemark.ui.AddressNotices;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The state of the page as query parameters of its address. What is not understood is left out and said.
 *
 * @param notices what was not understood, in words
 */
record PageAddress(PageState state, List<String> notices) {

    private static final int MOST_VALUES = 200;

    static PageAddress parse(QueryParameters parameters) {
        var notices = new ArrayList<String>();
        var filter = new UsageFilter(
                values(parameters, "provider", notices),
                values(parameters, "model", notices),
                values(parameters, "service", notices));
        var state = new PageState(
                range(parameters, notices),
                filter,
                choice(parameters, "metric", Metric.values(), PageState.DEFAULT.metric(), notices),
                choice(parameters, "group", Grouping.values(), PageState.DEFAULT.grouping(), notices));
        return new PageAddress(state, List.copyOf(notices));
    }

    private static Range range(QueryParameters parameters, List<String> notices) {
        var name = parameters.getSingleParameter("range").orElse("30d");
        var range = Range.named(name);
        if (range.isPresent()) {
            return range.get();
        }
        if (!name.equals("custom")) {
            notices.add("There is no range “%s”.".formatted(readable(name)));
            return Range.LAST_30_DAYS;
        }
        try {
            return Range.custom(
                    LocalDate.parse(parameters.getSingleParameter("from").orElse("")),
                    LocalDate.parse(parameters.getSingleParameter("to").orElse("")));
        } catch (DateTimeParseException e) {
            notices.add("A custom range needs from and to as days like 2026-11-07.");
        } catch (IllegalArgumentException e) {
            notices.add(e.getMessage() + " in the custom range.");
        }
        return Range.LAST_30_DAYS;
    }

    private static Set<String> values(QueryParameters parameters, String name, List<String> notices) {
        var values = new HashSet<>(parameters.getParameters(name));
        values.remove("");
        if (values.removeIf(AddressNotices::hasNul)) {
            notices.add("The address names a %s with a NUL character, which no %s has.".formatted(name, name));
        }
        if (values.size() > MOST_VALUES) {
            notices.add("The address names more than %d values of %s.".formatted(MOST_VALUES, name));
            return Set.of();
        }
        return values;
    }

    private static <E extends Enum<E>> E choice(
            QueryParameters parameters, String name, E[] choices, E otherwise, List<String> notices) {
        var given = parameters.getSingleParameter(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        for (E choice : choices) {
            if (lower(choice).equals(given.get())) {
                return choice;
            }
        }
        notices.add("There is no %s “%s”.".formatted(name, readable(given.get())));
        return otherwise;
    }

    /** The parameters of a state; what is as usual is left out. */
    static QueryParameters of(PageState state) {
        var parameters = new LinkedHashMap<String, List<String>>();
        var range = state.range();
        if (!range.equals(PageState.DEFAULT.range())) {
            parameters.put("range", List.of(range.name()));
        }
        if (range.kind() == Range.Kind.CUSTOM) {
            parameters.put("from", List.of(String.valueOf(range.from())));
            parameters.put("to", List.of(String.valueOf(range.to())));
        }
        put(parameters, "provider", state.filter().providers());
        put(parameters, "model", state.filter().models());
        put(parameters, "service", state.filter().services());
        if (state.metric() != PageState.DEFAULT.metric()) {
            parameters.put("metric", List.of(lower(state.metric())));
        }
        if (state.grouping() != PageState.DEFAULT.grouping()) {
            parameters.put("group", List.of(lower(state.grouping())));
        }
        return new QueryParameters(parameters);
    }

    private static void put(Map<String, List<String>> parameters, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            parameters.put(name, List.copyOf(new TreeSet<>(values)));
        }
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
