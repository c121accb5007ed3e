package io.tidemark.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a request says its body is. Only types that a browser does not send to a foreign site without asking it first
 * are taken, so no page that somebody happens to visit can post calls.
 */
final class UsageContentType {

    private static final Set<String> SEQUENCES = Set.of("x-ndjson", "ndjson", "jsonl", "x-jsonlines");

    private UsageContentType() {}

    /** Whether it is objects one after the other, rather than one document. */
    static boolean isSequence(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new UnsupportedContent("Compressed bodies (Content-Encoding: %s) are not taken.".formatted(encoding));
        }
        MediaType type = parse(request.getContentType());
        if (type != null && type.getType().equals("application")) {
            if (type.getSubtype().equals("json")) {
                return false;
            }
            if (SEQUENCES.contains(type.getSubtype())) {
                return true;
            }
        }
        throw new UnsupportedContent("Send the header 'Content-Type: application/json' or, for one object a line,"
                + " 'Content-Type: application/x-ndjson'.");
    }

    private static @Nullable MediaType parse(@Nullable String header) {
        try {
            return header == null ? null : MediaType.parseMediaType(header);
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }
}
