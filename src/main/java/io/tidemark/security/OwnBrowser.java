package io.tidemark.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A browser in which somebody is signed in.
 *
 * @param name which browser on which system
 * @param address where they signed in from
 * @param kept whether it stays signed in when it is closed
 * @param isThis whether the request comes from it
 */
public record OwnBrowser(
        long id, String name, String address, Instant since, Instant lastSeenAt, boolean kept, boolean isThis) {

    static OwnBrowser read(ResultSet row, int number) throws SQLException {
        return new OwnBrowser(
                row.getLong("id"),
                row.getString("browser"),
                row.getString("address"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("kept"),
                row.getBoolean("is_this"));
    }
}
