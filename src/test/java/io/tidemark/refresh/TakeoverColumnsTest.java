package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a column of an older table means, whatever its type, and whatever a session is set to. */
class TakeoverColumnsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            total_cost | real             | '0.25'            | 0.25
            total_cost | real             | 'NaN'             | NULL
            total_cost | double precision | '-Infinity'       | NULL
            total_cost | money            | '1234.56'         | 1234.56
            total_cost | money            | '-0.07'           | -0.07
            total_cost | numeric(12,6)    | '0.000001'        | 0.000001
            total_cost | int              | '-2147483648'     | -2147483648
            latency_ms | interval         | '1.5 seconds'     | 1500.000000
            latency_ms | smallint         | '-32768'          | -32768
            latency_ms | numeric          | 'Infinity'        | NULL
            prompt_tokens | integer       | NULL              | 0
            prompt_tokens | integer       | '-5'              | 0
            prompt_tokens | double precision | 'NaN'          | 0
            prompt_tokens | bigint        | '9000000000000'   | 0
            prompt_tokens | numeric       | '12'              | 12
            user_id    | bigint           | '42'              | 42
            user_id    | char(5)          | 'ada'             | ada
            user_id    | boolean          | 'on'              | true
            status     | mood             | 'success'         | success
            created_at | date             | '2026-11-20'      | 2026-11-19 15:00:00+00
            created_at | timestamp        | '2026-11-20 09:00' | 2026-11-20 00:00:00+00
            created_at | timestamptz      | '2026-11-20 09:00+00' | 2026-11-20 09:00:00+00
            """)
    void isReadAsWhatItSays(String column, String type, String value, String read) {
        String time = column.equals("created_at") ? "" : "created_at timestamptz DEFAULT now(), ";
        try (var older = new OlderInstallation(
                "CREATE TYPE mood AS ENUM ('success', 'error')", """
                CREATE TABLE api_usage (id serial PRIMARY KEY, %s%s %s);
                INSERT INTO api_usage (%2$s) VALUES (%4$s)""".formatted(time, column, type, value))) {
            older.jdbc()
                    .sql(
                            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database()); END $$")
                    .update();

            older.takeOver();
            older.refresh();
            older.jdbc().sql("UPDATE api_usage SET id = id + 1").update();

            assertThat(older.words("SELECT coalesce("
                            + (column.equals("created_at")
                                    ? "(created_at AT TIME ZONE 'UTC')::text || '+00'"
                                    : column + "::text")
                            + ", 'NULL') FROM usage_calls()"))
                    .containsExactly(read);
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }

    @Test
    void changesCountAlikeInSessionsWithSettingsOfTheirOwn() throws SQLException {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (created_at timestamp, user_id bigint, total_cost money, latency_ms interval, status text);
                INSERT INTO api_usage SELECT '2026-11-20'::timestamp + n * interval '1 hour', n % 3, n::money, n * interval '1 second', 'success'
                FROM generate_series(1, 30) n""")) {
            older.takeOver();
            older.refresh();
            try (Connection session = older.application();
                    Statement statement = session.createStatement()) {
                statement.execute(
                        "SET timezone = 'America/New_York'; SET DateStyle = 'ISO, DMY'; SET IntervalStyle = 'iso_8601'; SET lc_monetary = 'C'; SET search_path = pg_catalog");
                statement.execute(
                        "UPDATE public.api_usage SET user_id = 7, total_cost = total_cost * 2 WHERE user_id = 1");
                statement.execute("DELETE FROM public.api_usage WHERE user_id = 2");
            }

            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            older.refresh();
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            assertThat(older.number("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'"))
                    .isEqualTo(20);
        }
    }

    @Test
    void aNameThatNoIndexHoldsIsShortenedAndStaysOneName() {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (created_at timestamptz DEFAULT now(), user_id text, model text, total_cost numeric);
                INSERT INTO api_usage (user_id, model, total_cost)
                VALUES (repeat('a', 700) || 'b', repeat('m', 3000), 1), (repeat('a', 700) || 'c', repeat('m', 3000), 2),
                    (repeat('a', 700) || 'c', repeat('m', 3000), 4)""")) {
            older.takeOver();
            older.refresh();

            assertThat(older.words("SELECT calls || ' ' || active_users || ' ' || total_cost FROM mv_daily_metrics"))
                    .containsExactly("3 2 7");
            assertThat(older.number("SELECT count(*) FROM mv_model_costs")).isEqualTo(1);
            older.jdbc().sql("DELETE FROM api_usage WHERE total_cost = 2").update();
            older.refresh();
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }

    @Test
    void aTableWithoutAKeyAndWithEqualRowsCountsRight() throws SQLException {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (created_at timestamptz, model text);
                INSERT INTO api_usage SELECT '2026-11-20 12:00+00', 'm' || n % 2 FROM generate_series(1, 10) n""")) {
            older.takeOver();
            older.refresh();

            older.jdbc()
                    .sql("DELETE FROM api_usage WHERE ctid = (SELECT min(ctid) FROM api_usage)")
                    .update();
            older.jdbc()
                    .sql(
                            "UPDATE api_usage SET model = 'm1' WHERE ctid = (SELECT min(ctid) FROM api_usage WHERE model = 'm0')")
                    .update();
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            try (Connection open = older.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("DELETE FROM api_usage WHERE ctid = (SELECT min(ctid) FROM api_usage)");
                statement.execute("SELECT refresh_analytics_views()");
                open.commit();
            }
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            older.refresh();

            assertThat(older.words("SELECT model || ' ' || calls FROM usage_rollup WHERE grain = 'day' ORDER BY 1"))
                    .isEqualTo(older.words("SELECT model || ' ' || count(*) FROM api_usage GROUP BY model ORDER BY 1"));
        }
    }

    @Test
    void aColumnThatItsOwnerChangesIsReadAnew() {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (created_at timestamptz DEFAULT now(), total_cost real, latency_ms int);
                INSERT INTO api_usage (total_cost) VALUES (0.1), (0.2)""")) {
            older.takeOver();
            older.refresh();

            older.jdbc()
                    .sql(
                            "ALTER TABLE api_usage ALTER total_cost TYPE numeric USING 2 * total_cost::numeric, DROP COLUMN latency_ms")
                    .update();
            older.takeOver();
            older.refresh();

            assertThat(older.words("SELECT total_cost FROM mv_daily_metrics")).containsExactly("0.6");
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }

    @Test
    void noWriterFailsWhileAColumnIsGoneOrAnotherOne() throws SQLException {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (id int PRIMARY KEY, created_at timestamptz DEFAULT now(), total_cost real, latency_ms int);
                INSERT INTO api_usage SELECT n, now(), n, n FROM generate_series(1, 10) n""")) {
            older.takeOver();
            older.refresh();

            older.jdbc()
                    .sql(
                            "ALTER TABLE api_usage DROP COLUMN latency_ms, ALTER total_cost TYPE jsonb USING to_jsonb(total_cost)")
                    .update();
            try (Connection session = older.application();
                    Statement statement = session.createStatement()) {
                statement.execute("UPDATE api_usage SET created_at = now() - interval '1 day' WHERE id = 1");
                statement.execute("DELETE FROM api_usage WHERE id = 2");
                statement.execute("INSERT INTO api_usage (id) VALUES (11)");
            }
            assertThat(older.words("SELECT finding FROM analytics_drift WHERE kind = 'column' ORDER BY 1"))
                    .hasSize(2)
                    .anyMatch(finding -> finding.startsWith("column latency_ms of api_usage is missing"))
                    .anyMatch(finding ->
                            finding.startsWith("column total_cost of api_usage is missing or has another type"));

            older.jdbc()
                    .sql("ALTER TABLE api_usage ALTER total_cost TYPE numeric USING total_cost::text::numeric")
                    .update();
            older.takeOver();
            older.refresh();

            assertThat(older.words("SELECT total_cost::int FROM mv_daily_metrics ORDER BY day"))
                    .containsExactly("1", "52");
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            assertThat(older.words("SELECT finding FROM analytics_drift WHERE kind <> 'not null'"))
                    .isEmpty();
        }
    }

    @Test
    void whatAnotherServerSendsIsCountedWithoutAKey() throws SQLException {
        try (var older = new OlderInstallation(
                "CREATE TABLE api_usage (created_at timestamp DEFAULT now(), n int, total_cost real)")) {
            older.takeOver();
            older.refresh();
            older.jdbc()
                    .sql("INSERT INTO api_usage (n, total_cost) VALUES (1, 1), (2, 2)")
                    .update();
            older.refresh();

            try (Connection session =
                            DriverManager.getConnection(older.database().url(), "postgres", "");
                    Statement statement = session.createStatement()) {
                statement.execute("SET session_replication_role = replica");
                statement.execute("INSERT INTO api_usage (n, total_cost, tx) VALUES (3, 4, '3'), (4, 8, '3')");
                statement.execute("UPDATE api_usage SET total_cost = 16 WHERE n = 1");
                statement.execute("UPDATE api_usage SET total_cost = 32, tx = '999999999999' WHERE n = 4");
                statement.execute("DELETE FROM api_usage WHERE n = 2");
            }
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
            older.refresh();

            assertThat(older.words("SELECT calls || ' ' || total_cost::int FROM mv_daily_metrics"))
                    .containsExactly("3 52");
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }

    @Test
    void aColumnThatIsReadAlikeButHasAnotherTypeIsReadAnew() {
        try (var older = new OlderInstallation("""
                CREATE TABLE api_usage (created_at timestamptz DEFAULT now(), total_cost real);
                INSERT INTO api_usage (total_cost) VALUES (0.1), (0.2)""")) {
            older.takeOver();
            older.refresh();

            older.jdbc()
                    .sql(
                            "ALTER TABLE api_usage ALTER total_cost TYPE double precision USING 10 * round(total_cost::numeric, 1)")
                    .update();
            older.takeOver();
            older.refresh();

            assertThat(older.words("SELECT total_cost FROM mv_daily_metrics")).containsExactly("3");
            assertThat(older.words("SELECT relation FROM verify_analytics_views()"))
                    .isEmpty();
        }
    }
}
