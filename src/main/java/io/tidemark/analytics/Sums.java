package io.tidemark.analytics;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What can be added up over calls. */
public record Sums(
        long calls, long errors, long promptTokens, long completionTokens, BigDecimal cost, long unpricedCalls) {

    public static final Sums ZERO = new Sums(0, 0, 0, 0, BigDecimal.ZERO, 0);

    /** The columns that {@link #from} wants, over a usage_rollup r. */
    static final String COLUMNS = """
            sum(r.calls)::bigint AS calls,
            sum(r.errors)::bigint AS errors,
            sum(r.prompt_tokens)::bigint AS prompt_tokens,
            sum(r.completion_tokens)::bigint AS completion_tokens,
            sum(r.total_cost) AS total_cost,
            sum(r.unpriced_calls)::bigint AS unpriced_calls
            """;

    static Sums from(ResultSet row) throws SQLException {
        return new Sums(
                row.getLong("calls"),
                row.getLong("errors"),
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"),
                row.getBigDecimal("total_cost"),
                row.getLong("unpriced_calls"));
    }

    public static Sums of(Collection<Sums> parts) {
        return parts.stream().reduce(ZERO, Sums::plus);
    }

    public Sums plus(Sums other) {
        return new Sums(
                calls + other.calls,
                errors + other.errors,
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cost.add(other.cost),
                unpricedCalls + other.unpricedCalls);
    }

    Sums minus(Sums other) {
        return new Sums(
                calls - other.calls,
                errors - other.errors,
                promptTokens - other.promptTokens,
                completionTokens - other.completionTokens,
                cost.subtract(other.cost),
                unpricedCalls - other.unpricedCalls);
    }

    public long tokens() {
        return promptTokens + completionTokens;
    }

    /** 0 to 1; null without calls. */
    public @Nullable Double successRate() {
        return calls == 0 ? null : (calls - errors) / (double) calls;
    }

    /** The cost, or null where there are calls and none has a price. */
    public @Nullable BigDecimal knownCost() {
        return calls > 0 && calls == unpricedCalls ? null : cost;
    }
}
