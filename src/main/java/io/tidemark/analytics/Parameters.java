package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.support.SqlArrayValue;

/** Spans and filters as the parameters of a statement. */
final class Parameters {

    /** The rows r of some spans s that the filter lets through; to be filled in with a relation and more conditions. */
    private static final String MATCHING = """
            unnest(:parts, :signs, :grains, :starts::timestamptz[], :ends::timestamptz[])
                AS s (part, sign, grain, starts, ends)
            CROSS JOIN LATERAL (
                SELECT *
                FROM %s AS cell
                WHERE cell.grain = %s
                    AND cell.bucket >= s.starts
                    AND cell.bucket < s.ends
                    %s
                OFFSET 0 -- keeps the planner from joining the other way round, which reads the whole table
            ) AS r
            """;

    private Parameters() {}

    /** Rollup cells r of some spans s; s.part and s.sign are the numbers that a span was given. */
    static String cells(UsageFilter filter) {
        return MATCHING.formatted("usage_rollup", "s.grain", "AND cell.calls > 0" + passing(filter));
    }

    /** The sets of users of those cells. */
    static String userSets(UsageFilter filter) {
        return MATCHING.formatted("usage_rollup_user_set", "s.grain", passing(filter));
    }

    /** The users of those cells whose hour has no set yet. */
    static String usersWithoutSet(UsageFilter filter) {
        return MATCHING.formatted(
                "(SELECT usage_rollup.*, user_id FROM usage_rollup JOIN usage_rollup_user USING (cell))",
                "'hour'",
                "AND s.grain IN ('hour', 'hour_total') AND cell.bucket >= (SELECT hours_until FROM user_set_state)"
                        + passing(filter));
    }

    /** Conditions that the key of a cell answers, only where there are any: one that may be true anyway reads the row. */
    private static String passing(UsageFilter filter) {
        return (filter.providers().isEmpty() ? "" : " AND cell.provider = ANY (:providers)")
                + (filter.models().isEmpty() ? "" : " AND cell.model = ANY (:models)")
                + (filter.services().isEmpty() ? "" : " AND cell.service_type = ANY (:services)");
    }

    /**
     * Parameters for {@link #cells}, {@link #userSets} and {@link #usersWithoutSet} of the same filter.
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
        parameters.put("providers", array(filter.providers(), value -> value));
        parameters.put("models", array(filter.models(), value -> value));
        parameters.put("services", array(filter.services(), value -> value));
        return parameters;
    }

    private static String grain(Span of, boolean byDimension) {
        return of.grain().name().toLowerCase(Locale.ROOT) + (byDimension ? "" : "_total");
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

    /** A column that is not null. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
