package io.tidemark.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One valid call, ready to be appended to {@code api_usage}; null where a value is not known. */
public record ApiCall(
        Instant createdAt,
        @Nullable String userId,
        @Nullable String serviceType,
        @Nullable String provider,
        @Nullable String model,
        String status,
        @Nullable String requestId,
        Tokens tokens,
        @Nullable BigDecimal totalCost,
        @Nullable BigDecimal latencyMs) {

    /** The status of a call that went well; every other one counts as an error. */
    public static final String SUCCESS = "success";

    /** Token counts; {@code prompt} contains both cache counts, {@code completion} contains {@code reasoning}. */
    public record Tokens(long prompt, long cacheRead, long cacheCreation, long completion, long reasoning) {

        /** A call without tokens. */
        public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);
    }

    /** The same call at another time. */
    public ApiCall at(Instant time) {
        return new ApiCall(time, userId, serviceType, provider, model, status, requestId, tokens, totalCost, latencyMs);
    }
}
