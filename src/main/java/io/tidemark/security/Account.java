package io.tidemark.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in, as the admins see them.
 *
 * @param singleSignOn whether an OpenID provider vouches for them, instead of a password
 * @param mustChangePassword whether their password is one that an admin has seen
 * @param codes whether they have an authenticator app
 * @param passkeys whether they have any
 * @param disabledAt since when they may not; null where they may
 * @param lastSeenAt when a page of theirs was last open; null where never
 * @param browsers in how many they are signed in
 */
public record Account(
        long id,
        String name,
        Role role,
        boolean singleSignOn,
        boolean mustChangePassword,
        boolean codes,
        boolean passkeys,
        @Nullable Instant disabledAt,
        @Nullable Instant lastSeenAt,
        long browsers) {

    /** Whether it belongs to whoever this thread works for. */
    public boolean isOwn() {
        return SignedIn.current().filter(who -> who.userId() == id).isPresent();
    }

    /** Whether the password alone does not sign them in. */
    public boolean secondFactor() {
        return codes || passkeys;
    }

    static Account read(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getLong("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("issuer") != null,
                row.getBoolean("must_change_password"),
                row.getBoolean("codes"),
                row.getBoolean("passkeys"),
                instant(row, "disabled_at"),
                instant(row, "last_seen_at"),
                row.getLong("browsers"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
