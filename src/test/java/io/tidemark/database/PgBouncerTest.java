package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.TidemarkApplication;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.PgBouncer;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/** With a pooler in between that gives each transaction another session, everything works or is refused in words. */
class PgBouncerTest {

    private final DebianPostgres server = DebianPostgres.start();
    private final JdbcClient jdbc = server.client();
    private final PgBouncer pooler = PgBouncer.start(server);
    private final String direct = server.url();

    @AfterEach
    void stop() {
        pooler.close();
        server.close();
    }

    @Test
    void withNoOtherAddressAStartIsRefusedBeforeAnythingIsTouched() {
        FailureAnalyzedException refusal = refusal();

        assertThat(refusal.analysis().getDescription())
                .contains("a pooler that gives each transaction another session");
        assertThat(refusal.analysis().getAction()).contains("TIDEMARK_DATABASE_DIRECT_URL");
        assertThat(jdbc.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'tidemark'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void anAddressThatLeadsToThePoolerTooOrToAnotherDatabaseIsRefused() {
        server.superuser().sql("CREATE DATABASE another OWNER tidemark").update();

        assertThat(refusal("--tidemark.database.direct-url=" + pooler.url())
                        .analysis()
                        .getDescription())
                .isEqualTo(
                        "TIDEMARK_DATABASE_DIRECT_URL leads to a pooler too, which gives each transaction another session.");
        assertThat(refusal("--tidemark.database.direct-url=" + direct.replace("/tidemark?", "/another?"))
                        .analysis()
                        .getDescription())
                .contains("lead to different databases");
    }

    @Test
    void onceTheRolesDefaultsAreAsTheRefusalSaysAllWorksAlsoAfterTheServerWasAway() {
        String statements =
                refusal("--tidemark.database.direct-url=" + direct).analysis().getAction();
        assertThat(statements)
                .contains("ALTER ROLE tidemark IN DATABASE tidemark SET search_path = tidemark, public, pg_temp;")
                .contains("ALTER ROLE tidemark IN DATABASE tidemark SET statement_timeout = '25s';");
        jdbc.sql(statements.lines().filter(line -> line.contains("ALTER ROLE")).reduce("", String::concat))
                .update();
        pooler.restart();

        try (ConfigurableApplicationContext application = start("--tidemark.database.direct-url=" + direct)) {
            Program program = Program.withKey(port(application), key(application));
            send(program, 3);
            Until.asserted(() -> assertThat(calls(application)).isEqualTo(3));
            assertThat(program.get("/api/metrics/summary").statusCode()).isEqualTo(200);
            assertThat(program.post("/api/refresh").statusCode()).isEqualTo(200);
            assertThat(Program.withoutKey(port(application)).get("/analytics").body())
                    .contains("Tidemark");
            Until.asserted(() -> assertThat(listeners()).isOne());

            server.crash();
            server.startAgain();
            Until.asserted(() -> assertThat(listeners()).isOne());
            Until.asserted(() -> send(program, 4));
            Until.asserted(() -> assertThat(calls(application)).isGreaterThanOrEqualTo(7));
            assertThat(jdbc.sql("SELECT * FROM verify_analytics_views()")
                            .query()
                            .listOfRows())
                    .isEmpty();
        }
    }

    private static void send(Program program, int calls) {
        assertThat(program.post(
                                "/api/usage",
                                BodyPublishers.ofString(
                                        "[" + "{\"model\": \"m\", \"status\": \"success\"},".repeat(calls - 1)
                                                + "{\"model\": \"m\", \"status\": \"success\"}]"))
                        .statusCode())
                .isBetween(200, 299);
    }

    private static long calls(ConfigurableApplicationContext application) {
        return application
                .getBean(JdbcClient.class)
                .sql("SELECT coalesce(sum(calls), 0) FROM mv_daily_metrics")
                .query(Long.class)
                .single();
    }

    private long listeners() {
        return jdbc.sql("SELECT listeners FROM analytics_refresh_status")
                .query(Long.class)
                .single();
    }

    private static String key(ConfigurableApplicationContext application) {
        return application
                .getBean(ApiKeys.class)
                .create("Test", Set.of(KeyScope.values()), null, TestUsers.WHO)
                .secret();
    }

    private static int port(ConfigurableApplicationContext application) {
        return Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private FailureAnalyzedException refusal(String... more) {
        Throwable failure = catchThrowable(() -> start(more).close());
        assertThat(failure).hasRootCauseInstanceOf(FailureAnalyzedException.class);
        return (FailureAnalyzedException) NestedExceptionUtils.getRootCause(failure);
    }

    private ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of(
                "--spring.datasource.url=" + pooler.url(),
                "--spring.datasource.username=tidemark",
                "--tidemark.public-dashboards=true",
                "--server.port=0"));
        return new SpringApplicationBuilder(TidemarkApplication.class)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new));
    }
}
