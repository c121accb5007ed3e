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

    /** The cells r of some spans s that the filter lets through; to be filled in with a table and one more condition. */
    private static final String MATCHING = """
            unnest(:parts, :signs, :grains, :starts::timestamptz[], :ends::timestamptz[])
                AS s (part, sign, grain, starts, ends)
            CROSS JOIN LATERAL (
                SELECT *
                FROM %s AS cell
                WHERE cell.grain = s.grain
                    AND cell.bucket >= s.starts
                    AND cell.bucket < s.ends
                    AND %s
                    AND (:anyProvider OR cell.provider = ANY (:providers))
                    AND (:anyModel OR cell.model = ANY (:models))
                    AND (:anyService OR cell.service_type = ANY (:services))
                OFFSET 0 -- keeps the planner from joining the other way round, which reads the whole table
            ) AS r
            """;

    /** Rollup cells r of some spans s; s.part and s.sign are the numbers that a span was given. */
    static final String CELLS = MATCHING.formatted("usage_rollup", "cell.calls > 0");

    /** The sets of users of those cells. */
    static final String USER_SETS = MATCHING.formatted("usage_rollup_user_set", "true");

    /** The users of those cells whose hour has no set yet. */
    static final String USERS_WITHOUT_SET = MATCHING.formatted(
            "(SELECT usage_rollup.*, user_id FROM usage_rollup JOIN usage_rollup_user USING (cell))",
            "cell.grain = 'hour' AND cell.bucket >= (SELECT hours_until FROM user_set_state)");

    private Parameters() {}

    /**
     * Parameters for {@link #CELLS}, {@link #USER_SETS} and {@link #USERS_WITHOUT_SET}.
     *
     * @param inDetail whether the cells of what is shown must tell service, provider and model apart; with a filter all
     *     do
     */
    static Map<String, Object> of(Collection<Span> spans, UsageFilter filter, boolean inDetail) {
        var parameters = new HashMap<String, Object>();
        parameters.put("parts", numbers(spans, Span::part));
        parameters.put("signs", numbers(spans, Span::sign));
        parameters.put("grains", array(spans, span -> grain(span, !filter.isEmpty() || (inDetail && span.isShown()))));
        parameters.put("starts", array(spans, span -> span.from().toString()));
        parameters.put("ends", array(spans, span -> span.to().toString()));
        put(parameters, "Provider", "providers", filter.providers());
        put(parameters, "Model", "models", filter.models());
        put(parameters, "Service", "services", filter.services());
        return parameters;
    }

    private static String grain(Span of, boolean byDimension) {
        return of.grain() == Grain.DAY && !byDimension
                ? "day_total"
                : of.grain().name().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> parameters, String dimension, String plural, Set<String> values) {
        parameters.put("any" + dimension, values.isEmpty());
        parameters.put(plural, array(values, value -> value));
    }

    private static SqlArrayValue numbers(Collection<Span> spans, Function<Span, Integer> number) {
        return new SqlArrayValue("int4", spans.stream().map(number).toArray());
    }

    private static <T> SqlArrayValue array(Collection<T> values, Function<T, String> text) {
        return new SqlArrayValue("text", values.stream().map(text).toArray());
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
