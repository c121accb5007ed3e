package io.tidemark.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done.
 *
 * @param actor a user, an API key, or a session of the database
 * @param actorId what stays the same whatever the actor is called: {@code user 7}, {@code key 3}, {@code role 16384}
 * @param address where the request came from
 */
public record AuditEvent(
        long id,
        Instant at,
        String actor,
        @Nullable String actorId,
        String address,
        String action,
        String subject,
        String detail) {

    static AuditEvent read(ResultSet row, int number) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("actor_id"),
                row.getString("address"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"));
    }
}
