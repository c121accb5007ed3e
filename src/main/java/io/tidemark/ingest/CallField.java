package io.tidemark.ingest;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be said of a call: the columns of {@code api_usage} that its source may fill. */
public enum CallField {
    CREATED_AT("created_at", "Time"),
    USER_ID("user_id", "User"),
    SERVICE_TYPE("service_type", "Service"),
    PROVIDER("provider", "Provider"),
    MODEL("model", "Model"),
    STATUS("status", "Status"),
    REQUEST_ID("request_id", "Request id"),
    PROMPT_TOKENS("prompt_tokens", "Prompt tokens"),
    CACHE_READ_TOKENS("cache_read_tokens", "Cached tokens read"),
    CACHE_CREATION_TOKENS("cache_creation_tokens", "Cached tokens written"),
    COMPLETION_TOKENS("completion_tokens", "Completion tokens"),
    REASONING_TOKENS("reasoning_tokens", "Reasoning tokens"),
    TOTAL_COST("total_cost", "Cost"),
    LATENCY_MS("latency_ms", "Latency");

    /** Fields whose values are free text. */
    public static final List<CallField> TEXTS = List.of(USER_ID, SERVICE_TYPE, PROVIDER, MODEL, STATUS, REQUEST_ID);

    private static final Set<CallField> COUNTS =
            Set.of(PROMPT_TOKENS, CACHE_READ_TOKENS, CACHE_CREATION_TOKENS, COMPLETION_TOKENS, REASONING_TOKENS);

    private final String column;
    private final String label;

    CallField(String column, String label) {
        this.column = column;
        this.label = label;
    }

    /** Its column in {@code api_usage}. */
    public String column() {
        return column;
    }

    /** Its name on a page. */
    public String label() {
        return label;
    }

    /** Whether its values count tokens. */
    public boolean isCount() {
        return COUNTS.contains(this);
    }

    static Stream<CallField> all() {
        return Stream.of(values());
    }
}
