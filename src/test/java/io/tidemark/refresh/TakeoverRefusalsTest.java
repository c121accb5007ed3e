package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** What cannot be taken over is said in words, before anything is touched. */
class TakeoverRefusalsTest {

    private static final String SIMPLE =
            "CREATE TABLE api_usage (id bigint PRIMARY KEY, created_at timestamptz DEFAULT now());";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CREATE TABLE a (created_at timestamptz); CREATE VIEW api_usage AS SELECT * FROM a                 | is a view, not a table
            CREATE MATERIALIZED VIEW api_usage AS SELECT now() AS created_at                                  | is a materialized view
            CREATE UNLOGGED TABLE api_usage (created_at timestamptz)                                          | SET LOGGED
            CREATE TABLE a (created_at timestamptz); CREATE TABLE api_usage () INHERITS (a)                   | inherits
            CREATE TABLE api_usage (created_at timestamptz); CREATE TABLE a () INHERITS (api_usage)           | inherits
            CREATE TABLE api_usage (id int, created_at timestamptz) PARTITION BY HASH (id)                    | ranges of created_at
            CREATE TABLE api_usage (id int, created_at timestamptz) PARTITION BY RANGE (id)                   | ranges of created_at
            CREATE TABLE api_usage (id int)                                                                   | no column created_at
            CREATE TABLE api_usage (created_at text)                                                          | created_at is of type text
            CREATE TABLE api_usage (created_at timestamptz, total_cost jsonb)                                 | total_cost is of type jsonb
            CREATE TABLE api_usage (created_at timestamptz, tx text)                                          | tx is of type text
            CREATE TABLE api_usage (created_at timestamptz); ALTER TABLE api_usage FORCE ROW LEVEL SECURITY   | NO FORCE ROW LEVEL SECURITY
            simple CREATE MATERIALIZED VIEW mv_model_costs AS SELECT 1 AS n; CREATE VIEW mine AS SELECT * FROM mv_model_costs | mine is built on
            simple CREATE TABLE mv_model_costs (n int)                                                        | is no materialized view
            simple CREATE TABLE analytics_settings (n int)                                                    | analytics_settings is there already
            simple CREATE FUNCTION refresh_analytics_views(n int) RETURNS void LANGUAGE sql AS 'SELECT'       | another signature
            simple CREATE FUNCTION trigger_refresh_analytics_views() RETURNS int LANGUAGE sql AS 'SELECT 1'   | returns integer, and not trigger
            simple CREATE FUNCTION refresh_analytics_views() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW mine AS SELECT refresh_analytics_views() | built on the function
            simple CREATE FUNCTION trigger_refresh_analytics_views() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
            CREATE TRIGGER t BEFORE INSERT ON api_usage FOR EACH ROW EXECUTE FUNCTION trigger_refresh_analytics_views() | lets no row pass
            """)
    void whatIsInTheWayIsNamed(String made, String said) {
        try (var older = new OlderInstallation(made.replace("simple", SIMPLE))) {
            assertThatExceptionOfType(FailureAnalyzedException.class)
                    .isThrownBy(older::takeOver)
                    .withMessageContaining(said);
            assertThat(older.takeover().plan()).contains("cannot be taken over", said);
            assertThat(older.words("SELECT nspname FROM pg_namespace WHERE nspname = 'tidemark'"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ALTER TABLE api_usage OWNER TO postgres                       | belongs to the role postgres
            CREATE MATERIALIZED VIEW mv_model_costs AS SELECT 1 AS n      | mv_model_costs belongs to the role postgres
            CREATE FUNCTION refresh_analytics_views() RETURNS void LANGUAGE sql AS 'SELECT' | refresh_analytics_views() belongs to the role postgres
            """)
    void whatIsAnotherRolesIsNamed(String made, String said) {
        try (var older = new OlderInstallation(SIMPLE)) {
            older.database().superuser().sql(made).update();

            assertThatExceptionOfType(FailureAnalyzedException.class)
                    .isThrownBy(older::takeOver)
                    .withMessageContaining(said);
        }
    }
}
