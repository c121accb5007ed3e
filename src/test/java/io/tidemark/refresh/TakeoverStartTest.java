package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.TidemarkApplication;
import io.tidemark.demo.DemoData;
import io.tidemark.demo.DemoRefused;
import io.tidemark.ingest.csv.CsvImporter;
import io.tidemark.ingest.csv.CsvProbe;
import io.tidemark.ingest.csv.ImportProgress;
import io.tidemark.ingest.csv.ImportResult;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.AppProcess;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application started on the table of an older system. */
class TakeoverStartTest {

    private static final String BERLIN =
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Europe/Berlin''', current_database()); END $$";

    @Test
    void aPlanSaysWhatWouldBeDoneAndDoesNothing() throws IOException, InterruptedException {
        try (var older = new OlderInstallation(OlderInstallation.TABLE, BERLIN, """
                INSERT INTO api_usage (service_type, metadata) VALUES ('a', '{"secret": "not to be seen"}');
                INSERT INTO api_usage (id, service_type, created_at) VALUES ('00000000-0000-0000-0000-000000000007', 'a', NULL);
                ANALYZE api_usage""")) {
            String everything =
                    "SELECT format('%s %s', relname, xmin) FROM pg_class UNION ALL SELECT format('%s %s', proname, xmin) FROM pg_proc ORDER BY 1";
            var before = older.words(everything);

            AppProcess.Failure plan =
                    AppProcess.fail(older.database().url(), older.database().username(), "--tidemark.takeover=plan");

            assertThat(plan.status()).isZero();
            assertThat(plan.log())
                    .contains(
                            "public.api_usage (about 2 rows",
                            "tx xid8 NOT NULL DEFAULT pg_current_xact_id()",
                            "created_at: (created_at AT TIME ZONE 'Europe/Berlin')",
                            "Europe/Berlin (from ALTER DATABASE",
                            "1: created_at is NULL (00000000-0000-0000-0000-000000000007)",
                            "view public.expensive_calls",
                            "foreign key invoice_line_call_fkey of public.invoice_line",
                            "privileges of " + older.role(),
                            "materialized view public.mv_daily_metrics; what others may do with it goes",
                            "tidemark_api_usage_tx (tx)",
                            "Roughly ")
                    .doesNotContain("not to be seen");
            assertThat(older.words(everything)).isEqualTo(before);
        }
    }

    @Test
    void aStartServesWhatTheOldTableHolds() throws IOException {
        try (var older = new OlderInstallation(OlderInstallation.TABLE, BERLIN, """
                INSERT INTO api_usage (service_type, created_at) SELECT 'a', now() - n * interval '1 hour' FROM generate_series(1, 50) n;
                INSERT INTO api_usage (service_type, created_at) VALUES ('a', 'infinity')""")) {
            try (AppProcess application =
                    AppProcess.start(older.database().url(), older.database().username())) {
                Until.asserted(() -> assertThat(older.number(
                                "SELECT coalesce(sum(calls), 0) FROM usage_rollup WHERE grain = 'day_total'"))
                        .isEqualTo(50));

                assertThat(application.log())
                        .containsSubsequence(
                                "event=takeover_begins",
                                "public.api_usage (about ",
                                "stays as it is and is watched in place",
                                "event=table_watched",
                                "event=index_built index=tidemark_api_usage_tx",
                                "event=calls_uncounted count=1");
                assertThat(older.words("SELECT finding FROM analytics_drift"))
                        .containsExactly(
                                "1 row of api_usage cannot be counted, since it cannot be said when the calls were made");
            }
        }
    }

    @Test
    void callsThatAreSentAndDemoCallsAreStoredInItsTypes() {
        try (var older = new OlderInstallation("""
                        CREATE TABLE api_usage (id serial PRIMARY KEY, created_at timestamp NOT NULL DEFAULT now(), user_id text,
                            service_type varchar(60), status text, total_cost money, latency_ms interval)""", BERLIN);
                var application = application(older)) {
            var answer = send(application, """
                    {"created_at": "2026-11-20T00:30:00Z", "user_id": "ada", "model": "m", "total_cost": 0.25, "latency_ms": 1500, "prompt_tokens": 7}""");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(
                            older.words(
                                    "SELECT format('%s %s %s %s %s', created_at, user_id, total_cost::numeric, latency_ms, source) FROM api_usage"))
                    .containsExactly("2026-11-20 01:30:00 ada 0.25 00:00:01.5 api");
            DemoData demo = application.getBean(DemoData.class);
            long loaded = demo.loadBesideRealCalls();
            assertThat(loaded)
                    .isPositive()
                    .isEqualTo(older.number("SELECT count(*) FROM api_usage WHERE source = 'demo'"));
            older.refresh();
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();

            assertThat(demo.remove()).isEqualTo(loaded);
            assertThat(older.number("SELECT count(*) FROM api_usage")).isEqualTo(1);
        }
    }

    @Test
    void anImportGoesIntoItAndOutOfIt(@TempDir Path folder) throws IOException {
        try (var older = new OlderInstallation("""
                        CREATE TABLE api_usage (created_at timestamp DEFAULT now(), model varchar(40), total_cost money)""", """
                        INSERT INTO api_usage VALUES ('2026-11-20 08:00', 'theirs', 2)""", BERLIN);
                var application = application(older)) {
            CsvImporter importer = application.getBean(CsvImporter.class);
            Path file = Files.writeString(
                    folder.resolve("calls.csv"),
                    "created_at,model,total_cost\n2026-11-20T00:30:00Z,ours,0.25\n2026-11-20T01:30:00Z,ours,0.50\n");
            CsvProbe probe = CsvProbe.of(file);

            ImportResult imported =
                    importer.run(file, probe, importer.guess(file, probe.charset()), ImportProgress.UNWATCHED);

            assertThat(imported.accepted()).isEqualTo(2);
            assertThat(
                            older.words(
                                    "SELECT concat_ws(' ', created_at, total_cost::numeric) FROM api_usage WHERE model = 'ours'"))
                    .containsExactlyInAnyOrder("2026-11-20 01:30:00 0.25", "2026-11-20 02:30:00 0.50");
            older.refresh();
            assertThat(older.words("SELECT model || ' ' || total_cost FROM mv_model_costs"))
                    .containsExactlyInAnyOrder("ours 0.75", "theirs 2.00");
            assertThat(importer.undo(imported)).isEqualTo(2);
            older.refresh();
            assertThat(older.words("SELECT model || ' ' || calls FROM mv_model_costs"))
                    .containsExactly("theirs 1");
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }

    @Test
    void whatInsertsPayIsMeasuredBesideItAndNotInIt() {
        try (var older = new OlderInstallation("""
                        CREATE TABLE api_usage (id serial PRIMARY KEY, created_at timestamp NOT NULL DEFAULT now(), model text,
                            tenant text NOT NULL)""", BERLIN);
                var _ = application(older)) {
            older.jdbc().sql("CALL tidemark.create_insert_scratch()").update();
            for (String copy : List.of("insert_scratch", "insert_scratch_hinting")) {
                older.jdbc()
                        .sql(
                                "INSERT INTO tidemark.%s (user_id, model, prompt_tokens, total_cost) VALUES ('ada', 'm', 7, 0.25)"
                                        .formatted(copy))
                        .update();
                assertThat(older.number("SELECT count(*) FROM tidemark." + copy))
                        .isOne();
            }
            assertThat(older.number("SELECT last_value FROM tidemark.insert_scratch_hint_number"))
                    .as("the copy hints")
                    .isPositive();
            older.jdbc().sql("CALL tidemark.drop_insert_scratch()").update();
            assertThat(older.number("SELECT count(*) FROM api_usage")).isZero();
        }
    }

    @Test
    void whatTheTableDoesNotTakeIsRefusedInWords() {
        try (var older = new OlderInstallation("""
                        CREATE TABLE api_usage (created_at timestamptz DEFAULT now(), user_id uuid, tenant text NOT NULL)""");
                var application = application(older)) {
            assertThat(send(application, "{\"model\": \"m\"}").body())
                    .contains("tenant", "wants a value and has no default");
            older.jdbc()
                    .sql("ALTER TABLE api_usage ALTER tenant SET DEFAULT 'x'")
                    .update();
            assertThat(send(application, "{\"user_id\": \"ada\"}").body())
                    .contains("invalid input syntax for type uuid");
            assertThatExceptionOfType(DemoRefused.class)
                    .isThrownBy(application.getBean(DemoData.class)::loadBesideRealCalls)
                    .withMessageContaining("uuid");
            assertThat(send(application, "{\"model\": \"m\"}").statusCode()).isEqualTo(201);
        }
    }

    private static HttpResponse<String> send(ConfigurableApplicationContext application, String call) {
        String key = application
                .getBean(ApiKeys.class)
                .create("test " + System.nanoTime(), Set.of(KeyScope.INGEST), null, TestUsers.WHO)
                .secret();
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return Program.withKey(port, key).post("/api/usage", BodyPublishers.ofString(call));
    }

    private static ConfigurableApplicationContext application(OlderInstallation older) {
        return new SpringApplicationBuilder(TidemarkApplication.class)
                .logStartupInfo(false)
                .run(
                        "--spring.datasource.url=" + older.database().url(),
                        "--spring.datasource.username=" + older.database().username(),
                        "--spring.datasource.password=",
                        "--tidemark.demo-calls-per-weekday=50",
                        "--server.port=0");
    }
}
