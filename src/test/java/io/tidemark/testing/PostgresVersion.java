package io.tidemark.testing;

import io.tidemark.database.Installation;
import org.flywaydb.core.Flyway;

/** The oldest and the newest PostgreSQL that is supported, for tests that need settings of the server. */
public enum PostgresVersion {
    POSTGRESQL_15,
    POSTGRESQL_18;

    /**
     * Starts one with a migrated database.
     *
     * @param settings of the server, such as {@code wal_level=logical}
     */
    public ServerOfOurOwn start(String... settings) {
        ServerOfOurOwn server = this == POSTGRESQL_15 ? DebianPostgres.start(settings) : NewestPostgres.start(settings);
        migrate(server.url());
        return server;
    }

    /** Migrates a database as a start of the application does. */
    public static void migrate(String url) {
        new Installation("public")
                .configure(Flyway.configure().dataSource(url, TestServer.ROLE, ""))
                .load()
                .migrate();
    }
}
