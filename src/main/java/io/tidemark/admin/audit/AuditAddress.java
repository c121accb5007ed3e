package io.tidemark.admin.audit;

import com.vaadin.flow.router.QueryParameters;
import io.tidemark.security.AuditFilter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Which part of the audit an address names. What it does not name rightly counts as not named. */
final class AuditAddress {

    private AuditAddress() {}

    static AuditFilter parse(QueryParameters parameters) {
        return new AuditFilter(
                text(parameters, "q"),
                text(parameters, "who"),
                text(parameters, "did"),
                day(text(parameters, "from")),
                day(text(parameters, "to")));
    }

    static QueryParameters of(AuditFilter filter) {
        var named = new LinkedHashMap<String, String>();
        named.put("q", filter.text());
        named.put("who", filter.actor());
        named.put("did", filter.action());
        named.put("from", filter.from() == null ? "" : filter.from().toString());
        named.put("to", filter.to() == null ? "" : filter.to().toString());
        named.values().removeIf(String::isEmpty);
        return QueryParameters.simple(named);
    }

    private static String text(QueryParameters parameters, String name) {
        return parameters.getSingleParameter(name).orElse("").strip();
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
