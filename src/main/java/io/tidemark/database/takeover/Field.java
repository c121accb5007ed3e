package io.tidemark.database.takeover;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What we need of a call, in the order of the type {@code usage_call}; with what a table that lacks it is given. */
enum Field {
    TX(
            "xid8",
            "xid8 NOT NULL DEFAULT pg_current_xact_id()",
            "The inserting transaction, by which a refresh of Tidemark knows what is new. Set by its default and by nobody else."),
    CREATED_AT("timestamptz", "", ""),
    USER_ID("text", "text", "Who made the call; NULL when nobody is named."),
    SERVICE_TYPE("text", "text", "What the call was for."),
    PROVIDER("text", "text", "Who served it."),
    MODEL("text", "text", "Which model served it."),
    STATUS("text", "text DEFAULT 'success'", "'success', or what went wrong."),
    PROMPT_TOKENS("int8", "bigint NOT NULL DEFAULT 0", "All tokens of the input; 0 when unknown."),
    CACHE_READ_TOKENS(
            "int8",
            "bigint NOT NULL DEFAULT 0",
            "Input tokens that the provider read from its cache; part of prompt_tokens."),
    CACHE_CREATION_TOKENS(
            "int8",
            "bigint NOT NULL DEFAULT 0",
            "Input tokens that the provider wrote to its cache; part of prompt_tokens."),
    COMPLETION_TOKENS("int8", "bigint NOT NULL DEFAULT 0", "All tokens of the output; 0 when unknown."),
    REASONING_TOKENS(
            "int8", "bigint NOT NULL DEFAULT 0", "Output tokens spent on reasoning; part of completion_tokens."),
    TOTAL_COST("numeric", "numeric", "Price of the call; NULL when unknown, which is not 0."),
    LATENCY_MS("numeric", "numeric", "From request to last byte of the answer, in milliseconds; NULL when unknown."),
    /** A default that is the same for all rows that are there: one that is not would have the table written anew. */
    RECEIVED_AT("timestamptz", "timestamptz NOT NULL DEFAULT now()", "When the row was inserted. Set by its default."),
    SOURCE("text", "text", "Where the row came from, where Tidemark stored it."),
    REQUEST_ID("text", "text", "The provider's or the application's name for this call.");

    private final String type;
    private final String definition;
    private final String comment;

    Field(String type, String definition, String comment) {
        this.type = type;
        this.definition = definition;
        this.comment = comment;
    }

    /** Its column. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    String type() {
        return type;
    }

    /** How it is added to a table that lacks it. */
    String definition() {
        return definition;
    }

    String comment() {
        return comment;
    }

    /** Whether it is one of {@code usage_call}; the others are only written. */
    boolean isCounted() {
        return this != REQUEST_ID;
    }

    /** Whether those who send calls may set it. */
    boolean isSent() {
        return this != TX && this != RECEIVED_AT;
    }

    boolean isTokens() {
        return column().endsWith("_tokens");
    }

    /** Whether it names something that an index of ours holds. */
    boolean isIndexedName() {
        return this == USER_ID || this == SERVICE_TYPE || this == PROVIDER || this == MODEL;
    }

    static Optional<Field> of(String column) {
        return Arrays.stream(values())
                .filter(field -> field.column().equals(column))
                .findFirst();
    }
}
