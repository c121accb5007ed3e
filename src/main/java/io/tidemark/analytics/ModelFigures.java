package io.tidemark.analytics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One model over the whole period. */
public record ModelFigures(
        ModelName name,
        Sums sums,
        long activeUsers,
        @Nullable Instant lastUsed) {

    /** Over the calls that have a price; null without any. */
    public @Nullable BigDecimal costPerCall() {
        long priced = sums.calls() - sums.unpricedCalls();
        return priced == 0 ? null : sums.cost().divide(BigDecimal.valueOf(priced), MathContext.DECIMAL64);
    }

    /** Null where no call has a price or no token was counted. */
    public @Nullable BigDecimal costPer1kTokens() {
        if (sums.knownCost() == null || sums.tokens() == 0) {
            return null;
        }
        return sums.cost().movePointRight(3).divide(BigDecimal.valueOf(sums.tokens()), MathContext.DECIMAL64);
    }
}
