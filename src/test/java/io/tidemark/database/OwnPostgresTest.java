package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.TidemarkApplication;
import io.tidemark.testing.DebianPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.mock.env.MockEnvironment;

/** The application on a PostgreSQL that somebody else runs: the oldest supported one, as a role without rights. */
class OwnPostgresTest {

    static DebianPostgres server;

    @BeforeAll
    static void start() {
        server = DebianPostgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void needsNoSuperuser() {
        try (ConfigurableApplicationContext application = application(server.url(), "tidemark")) {
            assertThat(application.getBeanNamesForType(EmbeddedServer.class)).isEmpty();
            assertThat(server.client()
                            .sql("SELECT count(*) FROM api_usage")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void compilesNoStatement() throws SQLException {
        try (ConfigurableApplicationContext application = application(server.url(), "tidemark");
                Connection own = application.getBean(OwnConnections.class).open("test");
                Connection pooled = application.getBean(DataSource.class).getConnection()) {
            assertThat(List.of(own, pooled))
                    .extracting(connection -> setting("jit", connection))
                    .containsOnly("off");
        }
    }

    @Test
    void itEndsAStatementOfThePoolBeforeItIsTakenForGone() throws SQLException {
        try (ConfigurableApplicationContext application = application(server.url(), "tidemark");
                Connection own = application.getBean(OwnConnections.class).open("test");
                Connection pooled = application.getBean(DataSource.class).getConnection()) {
            assertThat(setting("statement_timeout", pooled)).isEqualTo("25s");
            assertThat(pooled.getNetworkTimeout()).isEqualTo(30_000);
            assertThat(setting("statement_timeout", own)).isEqualTo("0");
        }
    }

    private static String setting(String name, Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    @Test
    void saysThatTheRoleIsWrong() {
        assertThat(explained(server.url(), "nobody-we-know").getAction()).contains("SPRING_DATASOURCE_USERNAME");
    }

    @Test
    void saysThatTheDatabaseIsMissing() {
        assertThat(explained(server.url().replace("/tidemark?", "/tidemark_too?"), "tidemark")
                        .getAction())
                .contains("Create the database");
    }

    @Test
    void saysThatNobodyAnswersAndKeepsPasswordsToItself() {
        FailureAnalysis analysis = explained("jdbc:postgresql://127.0.0.1:1/tidemark?password=secret", "tidemark");

        assertThat(analysis.getAction()).startsWith("Is it running");
        assertThat(analysis.getDescription()).doesNotContain("secret");
    }

    @Test
    void refusesAVersionThatIsTooOld() {
        assertThatExceptionOfType(FailureAnalyzedException.class)
                .isThrownBy(() -> UsableDatabase.require(14))
                .withMessage("This PostgreSQL is version 14; Tidemark needs 15 or newer.");
    }

    private static FailureAnalysis explained(String url, String username) {
        Throwable failure = catchThrowable(() -> application(url, username));
        return new DatabaseFailureAnalyzer(new MockEnvironment().withProperty("spring.datasource.url", url))
                .analyze(failure);
    }

    private static ConfigurableApplicationContext application(String url, String username) {
        return new SpringApplicationBuilder(TidemarkApplication.class)
                .logStartupInfo(false)
                .run("--spring.datasource.url=" + url, "--spring.datasource.username=" + username, "--server.port=0");
    }
}
