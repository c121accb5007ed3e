package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.AppProcess;
import io.tidemark.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that fails, in a process of its own: it touches nothing, explains itself once, and ends. */
class FailedStartTest {

    private TestDatabase database;

    @BeforeEach
    void empty() {
        database = TestDatabase.createEmpty();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aPasswordThatWillNotDoIsRefusedBeforeAnythingIsTouched() throws Exception {
        var start = fail("--tidemark.demo=true", "--tidemark.admin-password=Bars-admin-1234");

        assertThatItExplains(start, "TIDEMARK_ADMIN_PASSWORD will not do. It contains your name.");
        assertThatNothingWasTouched();
    }

    @Test
    void aPortThatIsTakenIsSaidBeforeAnythingIsTouched() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var start = fail("--server.port=" + taken.getLocalPort(), "--tidemark.demo=true");

            assertThatItExplains(start, "Something else is listening on port " + taken.getLocalPort());
        }
        assertThatNothingWasTouched();
    }

    @Test
    void aMigrationThatFailsIsTakenBackAndSaidWithItsPlace(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("V9000__broken.sql"), "SELECT 1;\nSELECT nonsense;\n");
        int port = freePort();

        var start = fail(
                "--server.port=" + port,
                "--tidemark.demo=true",
                "--spring.flyway.locations=classpath:db/migration,filesystem:" + folder);

        assertThatItExplains(
                start, "Tidemark's tables could not be made (V9000__broken.sql, statement at line 2): ERROR");
        assertThatNothingWasTouched();
        try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }

    /** What no analyzer knows: a bean that cannot be made, and a failure before there is a context. */
    @ParameterizedTest
    @ValueSource(strings = {"--server.ssl.bundle=none-of-this-name", "--spring.config.location=/nowhere/at/all/"})
    void whatNobodyHasThoughtOfIsSaidInASentence(String argument) throws Exception {
        assertThatItExplains(fail(argument), "");
        assertThatNothingWasTouched();
    }

    private AppProcess.Failure fail(String... more) throws Exception {
        return AppProcess.fail(database.url(), database.username(), more);
    }

    private static void assertThatItExplains(AppProcess.Failure start, String description) {
        assertThat(start.status()).isEqualTo(1);
        assertThat(start.log())
                .containsOnlyOnce("APPLICATION FAILED TO START")
                .contains("Description:", description, "Action:")
                .doesNotContain("\tat ", "Caused by:", "Tidemark is ready", "Cannot unregister", "WARN", "demo_calls");
    }

    private void assertThatNothingWasTouched() {
        assertThat(database.client().sql("""
                                SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
                                    AND relname NOT LIKE 'flyway%'""").query(String.class).list()).isEmpty();
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
