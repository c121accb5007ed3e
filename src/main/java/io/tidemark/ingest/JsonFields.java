package io.tidemark.ingest;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names that fields of a JSON record may have: the columns, and aliases, most of them OpenTelemetry's. */
final class JsonFields {

    /**
     * What a name stands for.
     *
     * @param weak it gives way where another name of the same field is there too, as OpenTelemetry's requested model
     *     does beside the one that answered
     */
    record Meaning(CallField field, boolean weak) {}

    /** Nobody mistypes a name into one that is much longer than any. */
    private static final int LONGEST_GUESSED = 60;

    private static final Map<CallField, List<String>> ALIASES = new LinkedHashMap<>();
    private static final Map<CallField, List<String>> WEAK_ALIASES = new LinkedHashMap<>();
    private static final Map<String, Meaning> MEANINGS = new HashMap<>();

    static {
        ALIASES.put(CallField.CREATED_AT, List.of("timestamp"));
        ALIASES.put(CallField.USER_ID, List.of("user.id", "enduser.id"));
        ALIASES.put(CallField.SERVICE_TYPE, List.of("gen_ai.operation.name"));
        ALIASES.put(CallField.PROVIDER, List.of("gen_ai.provider.name"));
        ALIASES.put(CallField.MODEL, List.of("gen_ai.response.model"));
        ALIASES.put(CallField.STATUS, List.of("error.type"));
        ALIASES.put(CallField.REQUEST_ID, List.of("gen_ai.response.id"));
        ALIASES.put(CallField.PROMPT_TOKENS, List.of("input_tokens", "gen_ai.usage.input_tokens"));
        ALIASES.put(CallField.CACHE_READ_TOKENS, List.of("cached_read_tokens", "gen_ai.usage.cache_read.input_tokens"));
        ALIASES.put(
                CallField.CACHE_CREATION_TOKENS,
                List.of("cached_write_tokens", "gen_ai.usage.cache_creation.input_tokens"));
        ALIASES.put(CallField.COMPLETION_TOKENS, List.of("output_tokens", "gen_ai.usage.output_tokens"));
        WEAK_ALIASES.put(CallField.PROVIDER, List.of("gen_ai.system"));
        WEAK_ALIASES.put(CallField.MODEL, List.of("gen_ai.request.model"));

        CallField.all().forEach(field -> MEANINGS.put(field.column(), new Meaning(field, false)));
        ALIASES.forEach((field, names) -> names.forEach(name -> MEANINGS.put(name, new Meaning(field, false))));
        WEAK_ALIASES.forEach((field, names) -> names.forEach(name -> MEANINGS.put(name, new Meaning(field, true))));
    }

    private JsonFields() {}

    static Optional<Meaning> meaning(String name) {
        return Optional.ofNullable(MEANINGS.get(name));
    }

    static String unknown(String name) {
        return switch (name) {
            case "id", "tx", "source" -> "is set by Tidemark";
            default ->
                nearest(name)
                        .map("is not a known field; did you mean %s?"::formatted)
                        .orElse("is not a known field");
        };
    }

    private static Optional<String> nearest(String name) {
        if (name.length() > LONGEST_GUESSED) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return MEANINGS.keySet().stream()
                .min(Comparator.<String>comparingInt(known -> Distance.between(lower, known))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(known -> Distance.between(lower, known) <= Math.max(2, known.length() / 3));
    }
}
