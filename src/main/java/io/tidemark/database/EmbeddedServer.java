package io.tidemark.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL of our own for data that people keep; see docs/decisions/2026-11-22-embedded-database.md. */
final class EmbeddedServer implements AutoCloseable {

    /** The database, and the role without superuser rights that owns it. */
    static final String NAME = "tidemark";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

    private final DataDirectory directory;
    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedServer(DataDirectory directory, EmbeddedPostgres postgres, String password) {
        this.directory = directory;
        this.postgres = postgres;
        this.password = password;
    }

    /** Starts the server on the data in the directory, or on none yet; port 0 takes a free one. */
    static EmbeddedServer start(Path dataDirectory, int port) {
        DataDirectory directory = DataDirectory.take(dataDirectory);
        try {
            directory.setAsideUnfinishedCluster();
            OrphanedServer.stop(directory.cluster());
            String password = directory.password();
            EmbeddedPostgres postgres = postgres(directory, password, port).start();
            EmbeddedServer server = new EmbeddedServer(directory, postgres, password);
            server.createDatabase();
            directory.markInitialised();
            log.info(
                    "event=embedded_database_started url={} role={} password_file={}",
                    server.jdbcUrl(),
                    NAME,
                    directory.passwordFile());
            return server;
        } catch (IOException | SQLException | RuntimeException e) {
            directory.close();
            throw notStarted(directory, e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + NAME;
    }

    String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            postgres.close();
        }
    }

    private static EmbeddedPostgres.Builder postgres(DataDirectory directory, String password, int port) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.cluster())
                .setOverrideWorkingDirectory(directory.binaries().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofMinutes(2))
                .setPort(port)
                .setConnectConfig("password", password)
                // These become options of initdb: a password from the first moment, and sorting that no system changes.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", directory.passwordFile().toString())
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_filename", "postgresql-%a.log")
                .setServerConfig("log_truncate_on_rotation", "on");
    }

    private void createDatabase() throws SQLException {
        JdbcClient superuser = JdbcClient.create(postgres.getPostgresDatabase());
        if (!exists(superuser, "SELECT count(*) FROM pg_roles WHERE rolname = ?")) {
            superuser
                    .sql("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'")
                    .update();
        }
        if (!exists(superuser, "SELECT count(*) FROM pg_database WHERE datname = ?")) {
            superuser.sql("CREATE DATABASE " + NAME + " OWNER " + NAME).update();
        }
    }

    private static boolean exists(JdbcClient client, String count) {
        return client.sql(count).param(NAME).query(Long.class).single() > 0;
    }

    private static RuntimeException notStarted(DataDirectory directory, Exception e) {
        return new FailureAnalyzedException(
                "The embedded PostgreSQL did not start: " + e.getMessage(),
                "Its log is in " + directory.cluster().resolve("log")
                        + ". As root it needs user namespaces (unshare -U);"
                        + " an ordinary user always does. Or use a PostgreSQL of your own: SPRING_DATASOURCE_URL.",
                e);
    }
}
