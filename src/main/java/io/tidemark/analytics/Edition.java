package io.tidemark.analytics;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which state of the figures one reads: two reads of the same edition and period find the same.
 *
 * @param readAt the database's clock when it was read
 * @param asOf the instant the figures are true for: now while nothing is missing; null before the first refresh
 * @param refreshedAt when the refresh ended that they come from
 * @param zone whose days they are counted in
 */
public record Edition(
        Instant readAt, @Nullable Instant asOf, @Nullable Instant refreshedAt, ZoneId zone, String currency) {

    static Edition read(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT
                            now() AS read_at,
                            CASE WHEN state.as_of IS NULL OR analytics_changes_pending() THEN state.as_of ELSE now() END
                                AS as_of,
                            state.refreshed_at,
                            %s,
                            settings.currency
                        FROM analytics_state AS state
                        CROSS JOIN analytics_settings AS settings
                        """.formatted(ReportingZone.COLUMNS))
                .query((row, _) -> new Edition(
                        row.getObject("read_at", OffsetDateTime.class).toInstant(),
                        ReadFreshness.instant(row, "as_of"),
                        ReadFreshness.instant(row, "refreshed_at"),
                        ReportingZone.of(row, jdbc),
                        row.getString("currency")))
                .single();
    }

    /** The instant whose periods are read. */
    Instant trueFor() {
        return asOf == null ? readAt : asOf;
    }
}
