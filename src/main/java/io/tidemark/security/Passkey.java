package io.tidemark.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A passkey as its owner sees it.
 *
 * @param site the name of this server under which it was made, and is good
 * @param lastUsedAt null where never
 */
public record Passkey(
        long id,
        String name,
        String site,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    static Passkey read(ResultSet row, int number) throws SQLException {
        var lastUsedAt = row.getObject("last_used_at", OffsetDateTime.class);
        return new Passkey(
                row.getLong("id"),
                row.getString("name"),
                row.getString("site"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                lastUsedAt == null ? null : lastUsedAt.toInstant());
    }
}
