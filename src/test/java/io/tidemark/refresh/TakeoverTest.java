package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** The table of an older system is watched in place, and its application goes on as if nothing had happened. */
class TakeoverTest {

    private static final String EVERYTHING_ABOUT_IT = """
            SELECT format('%s %s', c.oid, c.xmin) FROM pg_class c
            WHERE c.oid = 'api_usage'::regclass OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'api_usage'::regclass)
            UNION ALL SELECT format('%s %s', attname, xmin) FROM pg_attribute WHERE attrelid = 'api_usage'::regclass
            UNION ALL SELECT format('%s %s', tgname, xmin) FROM pg_trigger WHERE tgrelid = 'api_usage'::regclass
            UNION ALL SELECT format('%s %s', proname, xmin) FROM pg_proc WHERE pronamespace = 'tidemark'::regnamespace
            UNION ALL SELECT format('%s', w) FROM watched_table w
            ORDER BY 1""";

    private OlderInstallation older;

    @BeforeEach
    void anOlderInstallation() {
        older = new OlderInstallation(OlderInstallation.TABLE, """
                DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Europe/Berlin''', current_database()); END $$""", """
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms, created_at)
                SELECT md5('u' || n % 40)::uuid, 'chat', 'openai', 'gpt-4o', CASE n % 9 WHEN 0 THEN 'error' ELSE 'success' END,
                    n * 0.001, n, now() AT TIME ZONE 'Europe/Berlin' - n * interval '3 hours'
                FROM generate_series(1, 2000) AS n;
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms, created_at)
                VALUES (NULL, 'chat', NULL, NULL, NULL, 'NaN', NULL, '2026-07-01'), (NULL, 'old', 'p', 'm', 'success', 1, 1, '2001-01-01')""");
    }

    @AfterEach
    void dropIt() {
        older.close();
    }

    @Test
    void itsApplicationGoesOnBeforeDuringAndAfter() throws SQLException {
        long before = older.number("SELECT count(*) FROM api_usage");
        OlderApplication application = new OlderApplication(older);
        try (application) {
            Until.asserted(() -> assertThat(application.written()).isPositive());
            older.takeOver();
            long atTakeover = application.written();
            older.refresh();
            Until.asserted(() -> assertThat(application.written()).isGreaterThan(atTakeover + 20));
            older.refresh();
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
        older.refresh();

        assertThat(older.number("SELECT count(*) FROM api_usage")).isEqualTo(before + application.written());
        assertThat(older.number("SELECT count(*) FROM invoice_line")).isEqualTo(application.written() / 2);
        Recount.assertViewsAreRight(older.jdbc(), OlderInstallation.CALLS, "UTC");
        try (Connection session = older.application()) {
            OlderApplication.doAll(session);
        }
    }

    @Test
    void whatItsOwnerGaveItStays() {
        String mine = """
                SELECT format('%s %s %s %s', relname, relowner, relacl, relreplident) FROM pg_class WHERE oid = 'api_usage'::regclass
                UNION ALL SELECT format('%s %s %s', conname, conrelid::regclass, confrelid::regclass) FROM pg_constraint
                    WHERE 'api_usage'::regclass IN (conrelid, confrelid) AND contype IN ('p', 'f')
                UNION ALL SELECT pg_get_viewdef('expensive_calls'::regclass)
                UNION ALL SELECT col_description('api_usage'::regclass, 10)
                UNION ALL SELECT format('%s %s', attname, pg_get_expr(adbin, adrelid)) FROM pg_attribute
                    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                    WHERE attrelid = 'api_usage'::regclass AND attnum BETWEEN 1 AND 10
                ORDER BY 1""";
        older.jdbc().sql("ALTER TABLE api_usage REPLICA IDENTITY FULL").update();
        List<String> before = older.words(mine);

        older.takeOver();
        older.refresh();

        assertThat(older.words(mine)).isEqualTo(before);
        assertThat(older.words("SELECT report_type FROM analytics_reports"))
                .containsExactlyInAnyOrder("weekly", "view_refresh");
    }

    @Test
    void theRowsThatAreThereAreNotWrittenAnew() {
        String file = "SELECT pg_relation_filenode('api_usage')";
        long before = older.number(file);

        older.takeOver();

        assertThat(older.number(file)).isEqualTo(before);
        assertThat(older.number("SELECT count(DISTINCT tx::text) FROM api_usage"))
                .isEqualTo(1);
        older.jdbc().sql("INSERT INTO api_usage (service_type) VALUES ('a')").update();
        older.jdbc().sql("INSERT INTO api_usage (service_type) VALUES ('b')").update();
        assertThat(older.number("SELECT count(DISTINCT tx::text) FROM api_usage"))
                .isEqualTo(3);
        assertThat(older.number("SELECT count(DISTINCT received_at) FROM api_usage"))
                .isEqualTo(3);
    }

    @Test
    void naiveTimesAreThoseOfTheDatabasesZone() {
        older.jdbc().sql("TRUNCATE api_usage CASCADE").update();
        older.jdbc()
                .sql(
                        "INSERT INTO api_usage (service_type, created_at) VALUES ('a', '2026-11-20 00:30'), ('b', '2026-07-20 12:00')")
                .update();

        older.takeOver();
        older.refresh();

        assertThat(older.words("""
                SELECT service_type || ' ' || to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
                FROM usage_rollup WHERE grain = 'hour' ORDER BY 1""")).containsExactly("a 2026-11-19 23:00", "b 2026-07-20 10:00");
    }

    @Test
    void anotherZoneCountsThemAnew() {
        older.takeOver();
        older.refresh();

        older.takeOver(older.takeover("Asia/Tokyo", Duration.ofSeconds(30)));
        older.refresh();

        assertThat(older.words("SELECT time_zone FROM watched_table")).containsExactly("Asia/Tokyo");
        Recount.assertViewsAreRight(
                older.jdbc(), OlderInstallation.CALLS.replace("Europe/Berlin", "Asia/Tokyo"), "UTC");
    }

    @Test
    void aRowThatCannotBeCountedIsInNobodysWayAndShown() {
        String odd = older.words("""
                INSERT INTO api_usage (service_type, created_at) VALUES ('a', NULL) RETURNING id::text""").getFirst();
        older.jdbc().sql("""
                INSERT INTO api_usage (service_type, created_at) VALUES ('a', '-infinity'), ('a', 'infinity'), ('a', '0001-01-01');
                INSERT INTO api_usage (service_type, created_at, total_cost, latency_ms)
                VALUES ('a', now(), '-Infinity', -2147483648), ('a', now(), 'Infinity', 2147483647)""").update();

        older.takeOver();
        older.refresh();

        assertThat(older.number("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'"))
                .isEqualTo(2_004);
        assertThat(older.words("SELECT reason FROM analytics_uncounted_calls ORDER BY 1"))
                .containsExactly(
                        "created_at is NULL",
                        "created_at is after 2999",
                        "created_at is before 1970",
                        "created_at is before 1970");
        assertThat(older.words("SELECT reason FROM analytics_uncounted_calls WHERE key = '" + odd + "'"))
                .containsExactly("created_at is NULL");
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();

        older.jdbc()
                .sql("UPDATE api_usage SET created_at = '2026-11-01' WHERE id = '" + odd + "'")
                .update();
        older.jdbc()
                .sql("UPDATE api_usage SET created_at = 'infinity' WHERE created_at = '2001-01-01'")
                .update();
        older.refresh();

        assertThat(older.number("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'"))
                .isEqualTo(2_004);
        assertThat(older.number("SELECT count(*) FROM analytics_uncounted_calls"))
                .isEqualTo(4);
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();
    }

    @Test
    void emptiedByItsOwnerNothingIsLeft() {
        older.takeOver();
        older.refresh();

        older.jdbc().sql("TRUNCATE api_usage CASCADE").update();
        older.refresh();

        assertThat(older.number("SELECT count(*) FROM usage_rollup")).isZero();
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();
    }

    @Test
    void aSecondStartChangesNothing() {
        older.takeOver();
        List<String> before = older.words(EVERYTHING_ABOUT_IT);

        older.takeOver();

        assertThat(older.words(EVERYTHING_ABOUT_IT)).isEqualTo(before);
    }

    @Test
    void aStartThatWasKilledAfterTheMigrationsGoesOn() throws SQLException {
        older.migrate();
        try (Connection session = older.application()) {
            OlderApplication.doAll(session);
        }
        older.refresh();
        assertThat(older.number("SELECT count(*) FROM refresh_run")).isZero();

        older.takeOver();
        older.refresh();

        Recount.assertViewsAreRight(older.jdbc(), OlderInstallation.CALLS, "UTC");
    }

    @Test
    void aStartThatWasKilledWhileAnIndexWasBuiltGoesOn() throws SQLException {
        older.takeOver();
        older.jdbc().sql("DROP INDEX tidemark_api_usage_tx").update();
        try (Connection writer = older.application();
                Connection builder = older.database().connect();
                Statement write = writer.createStatement();
                Statement build = builder.createStatement()) {
            writer.setAutoCommit(false);
            write.execute("INSERT INTO api_usage (service_type) VALUES ('open')");
            build.execute("SET lock_timeout = '100ms'");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() ->
                            build.execute("CREATE INDEX CONCURRENTLY tidemark_api_usage_tx ON public.api_usage (tx)"));
            writer.commit();
        }
        assertThat(older.words(
                        "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'tidemark_api_usage_tx'::regclass"))
                .containsExactly("false");

        older.takeOver();

        assertThat(older.words("SELECT indisvalid::text FROM pg_index WHERE indrelid = 'api_usage'::regclass"))
                .containsOnly("true")
                .hasSize(5);
    }

    @Test
    void whoeverKeepsTheTableIsNamedAndWritersGoOn() throws SQLException {
        try (Connection holder = older.application();
                Connection writer = older.application();
                Statement hold = holder.createStatement();
                Statement write = writer.createStatement()) {
            hold.execute("SET application_name = 'nightly report'");
            holder.setAutoCommit(false);
            hold.execute("SELECT count(*) FROM api_usage");
            write.execute("SET lock_timeout = '20s'");

            assertThatExceptionOfType(FailureAnalyzedException.class)
                    .isThrownBy(() -> {
                        older.migrate();
                        older.takeover(null, Duration.ofSeconds(1)).complete();
                    })
                    .satisfies(failure -> assertThat(failure.getMessage()).contains("nightly report", "pid "));
            write.execute("INSERT INTO api_usage (service_type) VALUES ('meanwhile')");
            holder.commit();
        }
        older.takeOver();
        older.refresh();

        Recount.assertViewsAreRight(older.jdbc(), OlderInstallation.CALLS, "UTC");
    }

    @Test
    void itsPrivilegesAreItsOwnersBusiness() throws SQLException {
        older.takeOver();
        older.jdbc()
                .sql("GRANT TRUNCATE ON api_usage, invoice_line TO " + older.role())
                .update();
        older.jdbc()
                .sql("CALL grant_analytics_access('" + older.role() + "', 'writer')")
                .update();
        older.jdbc().sql("UPDATE analytics_access_state SET privileges = NULL").update();

        older.takeOver();

        try (Connection session = older.application()) {
            OlderApplication.doAll(session);
            session.createStatement().execute("TRUNCATE api_usage, invoice_line");
        }
    }

    @Test
    void newCallsAreFoundByTheIndexOnTx() throws SQLException {
        older.takeOver();

        try (Connection session = older.database().connect();
                Statement statement = session.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            try (var plan = statement.executeQuery("EXPLAIN SELECT FROM usage_calls() WHERE tx >= '9000'")) {
                StringBuilder lines = new StringBuilder();
                while (plan.next()) {
                    lines.append(plan.getString(1));
                }
                assertThat(lines).contains("tidemark_api_usage_tx");
            }
        }
    }
}
