package io.tidemark.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Where PostgreSQL itself is reached, for sessions that have to be our own: that of the pool, unless that leads to a pooler
 * and {@code tidemark.database.direct-url} names another one.
 *
 * @param apart whether it is another one
 */
record DirectAddress(
        String url, @Nullable String username, @Nullable String password, boolean apart) {

    static DirectAddress of(Environment environment, JdbcConnectionDetails pool) {
        String url = environment.getProperty("tidemark.database.direct-url", "");
        if (url.isBlank()) {
            return new DirectAddress(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword(), false);
        }
        String username = environment.getProperty("tidemark.database.direct-username");
        String password = environment.getProperty("tidemark.database.direct-password");
        return new DirectAddress(
                url,
                username == null ? pool.getUsername() : username,
                password == null ? pool.getPassword() : password,
                true);
    }
}
