package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EmbeddedServerTest {

    @TempDir
    static Path directory;

    @Test
    void keepsItsDataWhenTheApplicationIsKilled() throws Exception {
        EmbeddedServerProcess killed = EmbeddedServerProcess.launch(directory);
        JdbcClient before = client(killed.url(), password());
        before.sql("DROP TABLE IF EXISTS kept").update();
        before.sql("CREATE TABLE kept AS SELECT 42 AS answer").update();

        killed.kill();

        try (EmbeddedServer server = EmbeddedServer.start(directory, 0)) {
            assertThat(client(server.jdbcUrl(), server.password())
                            .sql("SELECT answer FROM kept")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(42);
        }
    }

    @Test
    void asksForAPasswordThatOnlyThisUserCanRead() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(directory, 0)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), EmbeddedServer.NAME, "guessed"))
                    .returns("28P01", SQLException::getSQLState);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), "postgres", ""));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void losesNothingThatItSaidWasWrittenAndListensToThisMachineOnly() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(directory, 0)) {
            JdbcClient client = client(server.jdbcUrl(), server.password());

            assertThat(client.sql("""
                            SELECT name || '=' || setting
                            FROM pg_settings
                            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses')
                            ORDER BY name
                            """).query(String.class).list())
                    .containsExactly(
                            "fsync=on", "full_page_writes=on", "listen_addresses=127.0.0.1", "synchronous_commit=on");
        }
    }

    @Test
    void worksAsAnOrdinaryRole() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(directory, 0)) {
            assertThat(client(server.jdbcUrl(), server.password())
                            .sql(
                                    "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
                            .query(Boolean.class)
                            .single())
                    .isFalse();
        }
    }

    @Test
    void saysWhoHasTheDirectory() throws Exception {
        try (EmbeddedServerProcess holder = EmbeddedServerProcess.launch(directory)) {
            assertThatExceptionOfType(FailureAnalyzedException.class)
                    .isThrownBy(() -> EmbeddedServer.start(directory, 0))
                    .withMessageContaining("already running on " + directory)
                    .withMessageContaining("process " + holder.jvm().pid());
        }
    }

    @Test
    void saysThatTheChosenPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(FailureAnalyzedException.class)
                    .isThrownBy(() -> EmbeddedServer.start(directory, taken.getLocalPort()))
                    .withMessageContaining("cannot have port " + taken.getLocalPort());
        }
    }

    @Test
    void saysThatThePasswordIsGone(@TempDir Path data) throws IOException {
        Files.createDirectories(data.resolve("postgresql"));
        Files.createFile(data.resolve("postgresql/tidemark.initialised"));

        assertThatExceptionOfType(FailureAnalyzedException.class)
                .isThrownBy(() -> EmbeddedServer.start(data, 0))
                .withMessageContaining(data.resolve("password") + " is missing");
    }

    @Test
    void startsAfreshBesideAFirstStartThatWasKilledHalfWay(@TempDir Path unfinished) throws IOException {
        Files.createDirectories(unfinished.resolve("postgresql/base"));
        Files.createFile(unfinished.resolve("postgresql/postgresql.conf"));

        try (EmbeddedServer server = EmbeddedServer.start(unfinished, 0)) {
            assertThat(server.jdbcUrl()).isNotBlank();
        }

        try (var files = Files.list(unfinished)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("postgresql.unfinished-"));
        }
    }

    private static String password() throws IOException {
        return Files.readString(directory.resolve("password")).strip();
    }

    private static JdbcClient client(String url, String password) {
        return JdbcClient.create(new DriverManagerDataSource(url, EmbeddedServer.NAME, password));
    }
}
