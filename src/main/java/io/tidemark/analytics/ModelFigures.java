package io.tidemark.analytics;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One model over the whole period.
 *
 * @param costPerCall over the calls that have a price; null without any
 * @param costPer1kTokens over the tokens of those calls; null without any
 */
public record ModelFigures(
        ModelName name,
        Sums sums,
        long activeUsers,
        @Nullable BigDecimal costPerCall,
        @Nullable BigDecimal costPer1kTokens,
        @Nullable Instant lastUsed) {

    static ModelFigures from(ResultSet row, long activeUsers) throws SQLException {
        return new ModelFigures(
                new ModelName(row.getString("provider"), row.getString("model")),
                Sums.from(row),
                activeUsers,
                row.getBigDecimal("cost_per_call"),
                row.getBigDecimal("cost_per_1k_tokens"),
                ReadFreshness.instant(row, "last_used_at"));
    }
}
