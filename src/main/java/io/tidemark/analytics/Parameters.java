package io.tidemark.analytics;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.support.SqlArrayValue;

/** Spans and filters as the parameters of a statement. */
final class Parameters {

    /** The spans, labelled, as a table s (label, grain, starts, ends). */
    static final String SPANS = """
            unnest(:labels, :grains, :starts::timestamptz[], :ends::timestamptz[]) AS s (label, grain, starts, ends)
            """;

    /** Joins the cells r of the spans s that the filter lets through. */
    static final String MATCHES = """
            r.grain = s.grain
            AND r.bucket >= s.starts
            AND r.bucket < s.ends
            AND r.calls > 0
            AND (:anyProvider OR r.provider = ANY (:providers))
            AND (:anyModel OR r.model = ANY (:models))
            AND (:anyService OR r.service_type = ANY (:services))
            """;

    private Parameters() {}

    static Map<String, Object> of(Map<String, List<Span>> spans, UsageFilter filter, boolean byDimension) {
        var parameters = new HashMap<String, Object>();
        parameters.putAll(spans(spans, byDimension));
        put(parameters, "Provider", "providers", filter.providers());
        put(parameters, "Model", "models", filter.models());
        put(parameters, "Service", "services", filter.services());
        return parameters;
    }

    private static Map<String, Object> spans(Map<String, List<Span>> spans, boolean byDimension) {
        var labels = new ArrayList<String>();
        var grains = new ArrayList<String>();
        var starts = new ArrayList<String>();
        var ends = new ArrayList<String>();
        spans.forEach((label, parts) -> parts.forEach(span -> {
            labels.add(label);
            grains.add(name(span.grain(), byDimension));
            starts.add(span.from().toString());
            ends.add(span.to().toString());
        }));
        return Map.of("labels", array(labels), "grains", array(grains), "starts", array(starts), "ends", array(ends));
    }

    private static String name(Grain grain, boolean byDimension) {
        return grain == Grain.DAY && !byDimension ? "day_total" : grain.name().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> parameters, String dimension, String plural, Set<String> values) {
        parameters.put("any" + dimension, values.isEmpty());
        parameters.put(plural, array(values));
    }

    static SqlArrayValue array(Collection<String> values) {
        return new SqlArrayValue("text", values.toArray());
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
