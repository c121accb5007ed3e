package io.tidemark.admin.audit;

import com.vaadin.flow.router.QueryParameters;
import io.tidemark.security.AuditFilter;
import io.tidemark.ui.AddressNotices;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the audit an address names. What it does not name rightly counts as not named, and is said.
 *
 * @param notices what was not understood, in words
 */
record AuditAddress(AuditFilter filter, List<String> notices) {

    static AuditAddress parse(QueryParameters parameters) {
        var notices = new ArrayList<String>();
        var filter = new AuditFilter(
                text(parameters, "q", notices),
                text(parameters, "who", notices),
                text(parameters, "did", notices),
                day(parameters, "from", notices),
                day(parameters, "to", notices));
        return new AuditAddress(filter, List.copyOf(notices));
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

    private static String text(QueryParameters parameters, String name, List<String> notices) {
        String text = parameters.getSingleParameter(name).orElse("").strip();
        if (AddressNotices.hasNul(text)) {
            notices.add("In the address, %s has a NUL character, which no text in the audit has.".formatted(name));
            return "";
        }
        return text;
    }

    private static @Nullable LocalDate day(QueryParameters parameters, String name, List<String> notices) {
        String text = parameters.getSingleParameter(name).orElse("").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            var day = LocalDate.parse(text);
            if (AuditFilter.isInRange(day)) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        notices.add(
                "In the address, %s is no day like 2026-11-07: “%s”.".formatted(name, AddressNotices.readable(text)));
        return null;
    }
}
