package io.tidemark.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
            OrphanedServer.stop(directory.cluster());
            directory.setAsideUnfinishedCluster();
            String password = directory.password();
            requireFree(port);
            EmbeddedServer server = new EmbeddedServer(
                    directory, postgres(directory, password, port).start(), password);
            server.createDatabase();
            directory.markInitialised();
            log.info(
                    "event=embedded_database_started url={} role={} password_file={}",
                    server.jdbcUrl(),
                    NAME,
                    directory.passwordFile());
            return server;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e instanceof FailureAnalyzedException explained ? explained : notStarted(directory, e);
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

    /** Asks before the server does, whose failure would only show as one that takes long to start. */
    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new FailureAnalyzedException(
                    "The embedded PostgreSQL cannot have port " + port + ": " + e.getMessage(),
                    "Name another one in TIDEMARK_DATABASE_PORT, or none to take a free one.",
                    e);
        }
    }

    private void createDatabase() {
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
