package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.TidemarkApplication;
import io.tidemark.testing.DebianPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A start on a database that cannot be used says in words what is missing, and changes nothing. */
@ExtendWith(OutputCaptureExtension.class)
class UnusableDatabaseTest {

    private static DebianPostgres server;

    private String name;

    @BeforeAll
    static void start() {
        server = DebianPostgres.start();
        server.superuser().sql("CREATE ROLE guest LOGIN").update();
        server.superuser().sql("CREATE ROLE app LOGIN").update();
        server.superuser().sql("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0").update();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void aDatabaseOfSomebodyElse() {
        name = "theirs_" + System.nanoTime();
        server.superuser().sql("CREATE DATABASE " + name + " OWNER app").update();
    }

    @Test
    void whereTheRoleMayNotConnect(CapturedOutput output) {
        server.superuser()
                .sql("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC")
                .update();

        start("guest");

        assertSaid(output, "permission denied for database", "GRANT CONNECT ON DATABASE");
    }

    @Test
    void whereItMayNotCreateASchemaOfItsOwn(CapturedOutput output) {
        start("guest");

        assertSaid(
                output,
                "guest may not create the schema tidemark in the database " + name,
                "CREATE SCHEMA tidemark AUTHORIZATION guest;");
    }

    @Test
    void whereItMayNotCreateTables(CapturedOutput output) {
        superuser().sql("CREATE SCHEMA tidemark AUTHORIZATION guest").update();

        start("guest");

        assertSaid(
                output,
                "guest may not create tables in the schema public.",
                "GRANT CREATE, USAGE ON SCHEMA public TO guest;");
    }

    @Test
    void whereTheTableIsAnotherRoles(CapturedOutput output) {
        superuser().sql("CREATE TABLE api_usage (id bigint)").update();
        superuser().sql("ALTER TABLE api_usage OWNER TO app").update();
        superuser().sql("CREATE SCHEMA tidemark AUTHORIZATION guest").update();
        superuser().sql("GRANT CREATE, USAGE ON SCHEMA public TO guest").update();

        start("guest");

        assertSaid(
                output,
                "public.api_usage belongs to the role app, and Tidemark connects as guest.",
                "GRANT app TO guest;");
    }

    @Test
    void whereAllConnectionsAreTaken(CapturedOutput output) {
        start("crowded");

        assertSaid(output, "too many connections for role", "CONNECTION LIMIT");
    }

    @Test
    void whereThePasswordIsMissingOrWrongOrTlsIsAskedFor(CapturedOutput output) {
        rules(
                "host all postgres 127.0.0.1/32 trust\nhost all guest 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 trust");
        try {
            start("guest");
            assertSaid(output, "no password was provided", "SPRING_DATASOURCE_PASSWORD");
            start("guest", "--spring.datasource.password=wrong");
            assertThat(output.toString())
                    .contains("password authentication failed", "Check SPRING_DATASOURCE_USERNAME");
            start("app");
            assertThat(output.toString()).contains("no pg_hba.conf entry", "add ?sslmode=require");
        } finally {
            rules("host all all 127.0.0.1/32 trust");
        }
    }

    @Test
    void whereTheHostDoesNotExist(CapturedOutput output) {
        startOn("jdbc:postgresql://no-such-host.invalid/analytics", "app");

        assertSaid(output, "no-such-host.invalid", "There is no host of this name");
    }

    @Test
    void whereTheServerHasNoTls(CapturedOutput output) {
        startOn(url() + "?sslmode=require", "app");

        assertSaid(output, "does not support SSL", "sslmode");
    }

    @Test
    void whereItIsAStandby(CapturedOutput output) {
        try (var standby = DebianPostgres.start()) {
            String directory = standby.superuser()
                    .sql("SHOW data_directory")
                    .query(String.class)
                    .single();
            standby.superuser()
                    .sql("COPY (SELECT) TO '" + directory + "/standby.signal'")
                    .update();
            standby.crash();
            standby.startAgain();

            startOn(standby.url(), "tidemark");
        }

        assertSaid(output, "This PostgreSQL is a standby", "Name the primary");
    }

    @Test
    void whereTheRoleMayOnlyRead() {
        var readOnly = JdbcClient.create(
                new DriverManagerDataSource(url() + "?options=-c%20default_transaction_read_only=on", "app", ""));

        assertThat(catchThrowable(() -> new UsableDatabase(readOnly).require(new Installation("public"))))
                .hasMessageContaining("This server is set to read only");
        assertThatCode(() -> new UsableDatabase(JdbcClient.create(new DriverManagerDataSource(url(), "app", "")))
                        .require(new Installation("public")))
                .doesNotThrowAnyException();
    }

    @Test
    void whereTextMayBeAnyBytes(CapturedOutput output) {
        String ascii = name + "_ascii";
        server.superuser()
                .sql("CREATE DATABASE " + ascii + " OWNER app ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
                .update();

        startOn(address(ascii), "app");

        assertSaid(output, "has the encoding SQL_ASCII", "Create a database with ENCODING 'UTF8'");
    }

    @Test
    void whereTheEncodingLacksACharacter(CapturedOutput output, @TempDir Path folder) throws IOException {
        String latin = name + "_latin";
        server.superuser()
                .sql("CREATE DATABASE " + latin + " OWNER app ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
                .update();
        Files.writeString(folder.resolve("V1__a.sql"), "COMMENT ON SCHEMA public IS '→';");

        startOn(address(latin), "app", only(folder));

        assertSaid(output, "V1__a.sql, statement at line 1", "ENCODING 'UTF8' TEMPLATE template0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RAISE disk_full USING MESSAGE = 'x'                 | The disk of the database is full
            RAISE io_error USING MESSAGE = 'x'                  | before anything else
            RAISE query_canceled USING MESSAGE = 'x'            | statement_timeout
            RAISE lock_not_available USING MESSAGE = 'x'        | pg_stat_activity
            CREATE TABLE pg_temp.a (); CREATE TABLE pg_temp.a ()| Drop nothing that you do not know
            SET TRANSACTION READ ONLY; CREATE TABLE b ()        | default_transaction_read_only = off
            PERFORM 1 / 0                                       | Look into PostgreSQL's log
            """)
    void whereAMigrationFails(String statements, String advice, @TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("V1__a.sql"), "CREATE TABLE made ();\nDO $$ BEGIN " + statements + "; END $$;");
        Flyway migration = Flyway.configure()
                .dataSource(url(), "app", "")
                .locations("filesystem:" + folder)
                .load();

        FailureAnalysis analysis = new MigrationFailureAnalyzer().analyze(catchThrowable(migration::migrate));

        assertThat(analysis.getDescription()).contains("V1__a.sql, statement at line 2", "the database is as it was");
        assertThat(analysis.getAction()).contains(advice);
        assertThat(superuser()
                        .sql("SELECT to_regclass('made') IS NULL")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void whereAnotherBuildOrApplicationHasMigratedIt(CapturedOutput output, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("V1__a.sql"), "CREATE TABLE calls ();");
        Flyway.configure()
                .dataSource(url(), "app", "")
                .locations("filesystem:" + folder)
                .schemas("tidemark")
                .load()
                .migrate();
        Files.writeString(file, "CREATE TABLE other_calls ();");

        start("app", only(folder));

        assertSaid(output, "This database was set up by another build of Tidemark", "Drop nothing for this.");
    }

    private static String only(Path folder) {
        return "--spring.flyway.locations=filesystem:" + folder;
    }

    private void start(String role, String... more) {
        startOn(url(), role, more);
    }

    private static void startOn(String url, String role, String... more) {
        assertThat(catchThrowable(() -> {
                    var application =
                            new SpringApplicationBuilder(TidemarkApplication.class).registerShutdownHook(false);
                    var arguments = new ArrayList<>(List.of(more));
                    arguments.addAll(List.of(
                            "--spring.datasource.url=" + url,
                            "--spring.datasource.username=" + role,
                            "--server.port=0"));
                    application.run(arguments.toArray(String[]::new)).close();
                }))
                .as("what the start ended with")
                .isNotNull();
    }

    private static void assertSaid(CapturedOutput output, String description, String advice) {
        assertThat(output.toString())
                .containsOnlyOnce("APPLICATION FAILED TO START")
                .contains(description, advice)
                .doesNotContain("\tat ", "Caused by:");
    }

    /** Who may connect how. */
    private static void rules(String lines) {
        String file =
                server.superuser().sql("SHOW hba_file").query(String.class).single();
        server.superuser()
                .sql("COPY (SELECT unnest(string_to_array('" + lines + "', E'\\n'))) TO '" + file + "'")
                .update();
        server.superuser().sql("SELECT pg_reload_conf()").query().singleRow();
    }

    private static String address(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    }

    private String url() {
        return address(name);
    }

    private JdbcClient superuser() {
        return JdbcClient.create(new DriverManagerDataSource(url(), "postgres", ""));
    }
}
