package io.tidemark.api;

import io.tidemark.analytics.Edition;
import io.tidemark.analytics.Period;
import io.tidemark.analytics.UsageQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names a state of an answer. It follows from what was refreshed when and what was asked for, so that nothing has to be
 * read to know it. It is weak: the same figures may be true for a later instant by now.
 */
final class EntityTag {

    private static final int BYTES = 12;

    private EntityTag() {}

    static String of(String name, UsageQuery query, Edition edition, Period period) {
        var filter = query.filter();
        var parts = List.of(
                name,
                query.range(),
                sorted(filter.providers()),
                sorted(filter.models()),
                sorted(filter.services()),
                String.valueOf(edition.refreshedAt()),
                edition.currency(),
                period);
        return "W/\"" + HexFormat.of().formatHex(hash(parts.toString()), 0, BYTES) + "\"";
    }

    private static Set<String> sorted(Set<String> values) {
        return new TreeSet<>(values);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
