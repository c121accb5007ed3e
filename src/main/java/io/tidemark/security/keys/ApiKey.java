package io.tidemark.security.keys;

import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is known after it was made: without the secret.
 *
 * @param prefix how the key begins, to recognise it by
 * @param expiresAt from when it is refused; null for never
 * @param lastUsedAt when it was last accepted, to the minute; null for never
 */
public record ApiKey(
        long id,
        String name,
        String prefix,
        Set<KeyScope> scopes,
        State state,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy)
        implements Principal {

    /** Whether a key is accepted, by the database's clock. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    static final String COLUMNS = """
            id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by,
            CASE
                WHEN revoked_at IS NOT NULL THEN 'REVOKED'
                WHEN expires_at <= clock_timestamp() THEN 'EXPIRED'
                ELSE 'ACTIVE'
            END AS state
            """;

    /** What it is told from others by: its number, which stays when its name changes. */
    @Override
    public String getName() {
        return "key " + id;
    }

    /** How it is named where it acts: in the history of refreshes and in the audit, whatever the encoding there. */
    public String displayName() {
        return "%s (%s...)".formatted(name, prefix);
    }

    static ApiKey read(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getLong("id"),
                row.getString("name"),
                row.getString("prefix"),
                Arrays.stream((String[]) row.getArray("scopes").getArray())
                        .map(KeyScope::of)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyScope.class))),
                State.valueOf(row.getString("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"),
                row.getString("revoked_by"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
