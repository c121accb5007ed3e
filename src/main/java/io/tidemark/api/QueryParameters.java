package io.tidemark.api;

import io.tidemark.analytics.Range;
import io.tidemark.analytics.UsageFilter;
import io.tidemark.analytics.UsageQuery;
import io.tidemark.api.BadParameters.Mistake;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parameters that a page's address has, so that what follows the question mark can be copied from it. */
final class QueryParameters {

    private static final Set<String> MEANT = Set.of("range", "from", "to", "provider", "model", "service");
    /** These say how a page draws its figures, not which: the answer does not depend on them. */
    private static final Map<String, List<String>> DRAWING =
            Map.of("metric", List.of("cost", "calls", "tokens"), "group", List.of("provider", "model"));

    private static final int MOST_VALUES = 200;

    private final Map<String, List<String>> given;
    private final List<Mistake> mistakes = new ArrayList<>();

    private QueryParameters(Map<String, List<String>> given) {
        this.given = given;
    }

    /** The calls that are asked for. */
    static UsageQuery parse(Map<String, List<String>> given) {
        var parameters = new QueryParameters(given);
        var query = parameters.query();
        if (!parameters.mistakes.isEmpty()) {
            throw new BadParameters(parameters.mistakes);
        }
        return query;
    }

    private UsageQuery query() {
        given.keySet().stream()
                .filter(name -> !MEANT.contains(name) && !DRAWING.containsKey(name))
                .sorted()
                .forEach(name -> wrong(
                        name,
                        "is not known; there are range, from, to, provider, model, service, metric and group",
                        ""));
        DRAWING.forEach((name, choices) -> {
            String chosen = single(name);
            if (chosen != null && !choices.contains(chosen)) {
                wrong(name, "is none of " + String.join(", ", choices), chosen);
            }
        });
        return new UsageQuery(range(), new UsageFilter(values("provider"), values("model"), values("service")));
    }

    private Range range() {
        String name = single("range");
        if (name != null && !name.equals("custom")) {
            if (single("from") != null || single("to") != null) {
                wrong("range", "must be custom where from and to are given", name);
            }
            return Range.named(name).orElseGet(() -> wrong("range", "is none of 24h, 7d, 30d and custom", name));
        }
        if (name == null && single("from") == null && single("to") == null) {
            return Range.LAST_30_DAYS;
        }
        LocalDate from = day("from");
        LocalDate to = day("to");
        try {
            return from == null || to == null ? Range.LAST_30_DAYS : Range.custom(from, to);
        } catch (IllegalArgumentException e) {
            return wrong("from", "makes no range with to: " + e.getMessage(), from + " to " + to);
        }
    }

    private @Nullable LocalDate day(String name) {
        String text = single(name);
        if (text == null) {
            wrong(name, "is missing: a custom range needs from and to", "");
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            wrong(name, "is no day like 2026-11-07", text);
            return null;
        }
    }

    private @Nullable String single(String name) {
        var values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            wrong(name, "is given more than once", String.join(", ", values));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private Set<String> values(String name) {
        var values = new HashSet<>(given.getOrDefault(name, List.of()));
        values.remove("");
        if (values.size() > MOST_VALUES) {
            wrong(name, "has more than " + MOST_VALUES + " values", "");
        }
        return values;
    }

    private Range wrong(String parameter, String message, String value) {
        var mistake = new Mistake(parameter, message, value);
        if (!mistakes.contains(mistake)) {
            mistakes.add(mistake);
        }
        return Range.LAST_30_DAYS;
    }
}
