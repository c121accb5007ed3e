package io.tidemark.analytics;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.support.SqlArrayValue;

/** Spans and filters as the parameters of a statement. */
final class Parameters {

    /** The cells r of some spans s that the filter lets through; to be filled in with a table's name. */
    private static final String MATCHING = """
            unnest(:parts, :grains, :starts::timestamptz[], :ends::timestamptz[]) AS s (part, grain, starts, ends)
            CROSS JOIN LATERAL (
                SELECT *
                FROM %s AS cell
                WHERE cell.grain = s.grain
                    AND cell.bucket >= s.starts
                    AND cell.bucket < s.ends
                    AND cell.calls > 0
                    AND (:anyProvider OR cell.provider = ANY (:providers))
                    AND (:anyModel OR cell.model = ANY (:models))
                    AND (:anyService OR cell.service_type = ANY (:services))
                OFFSET 0 -- keeps the planner from joining the other way round, which reads the whole table
            ) AS r
            """;

    /** Rollup cells r of some spans s; s.part is the number that a span was given. */
    static final String CELLS = MATCHING.formatted("usage_rollup");

    /** The users of those cells. */
    static final String USERS = MATCHING.formatted("usage_rollup_user");

    private Parameters() {}

    /**
     * Parameters for {@link #CELLS} and {@link #USERS}.
     *
     * @param byDimension whether the cells must tell service, provider and model apart
     */
    static Map<String, Object> of(Collection<Span> spans, UsageFilter filter, boolean byDimension) {
        var parameters = new HashMap<String, Object>();
        parameters.put(
                "parts",
                new SqlArrayValue("int4", spans.stream().map(Span::part).toArray()));
        parameters.put("grains", array(spans, span -> name(span.grain(), byDimension)));
        parameters.put("starts", array(spans, span -> span.from().toString()));
        parameters.put("ends", array(spans, span -> span.to().toString()));
        put(parameters, "Provider", "providers", filter.providers());
        put(parameters, "Model", "models", filter.models());
        put(parameters, "Service", "services", filter.services());
        return parameters;
    }

    private static String name(Grain grain, boolean byDimension) {
        return grain == Grain.DAY && !byDimension ? "day_total" : grain.name().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> parameters, String dimension, String plural, Set<String> values) {
        parameters.put("any" + dimension, values.isEmpty());
        parameters.put(plural, array(values, value -> value));
    }

    private static <T> SqlArrayValue array(Collection<T> values, Function<T, String> text) {
        return new SqlArrayValue("text", values.stream().map(text).toArray());
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
