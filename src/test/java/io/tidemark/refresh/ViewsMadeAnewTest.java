package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.database.Installation;
import io.tidemark.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An upgrade that makes one of the four views anew keeps what others have built on it and added to it. */
class ViewsMadeAnewTest {

    private static final String ALL_OF_IT = """
            SELECT format('%s %s %s %s %s', c.oid::regclass, pg_get_userbyid(relowner), coalesce(relacl, acldefault('r', relowner)), relkind, reloptions) FROM pg_class c
            WHERE relnamespace = 'theirs'::regnamespace AND relkind <> 'S'
            UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename IN ('by_month', 'mv_model_usage')
            UNION ALL SELECT format('%s %s: %s', objoid::regclass, attname, description) FROM pg_description
            LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND attnum > 0
            WHERE objoid::regclass::text LIKE 'theirs.%' OR objoid = 'mv_model_usage'::regclass OR objoid::regclass::text LIKE '%busy%'
            UNION ALL SELECT pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = 'theirs'::regnamespace AND relkind IN ('v', 'm')
            UNION ALL SELECT attname || attacl::text FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid = 'theirs.busy_models'::regclass
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'theirs.busy_models'::regclass
            UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
            ORDER BY 1""";

    @TempDir
    private Path migrations;

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final JdbcClient superuser = database.superuser();

    @BeforeEach
    void viewsOfOthers() {
        Calls.insert(jdbc, 50);
        Calls.refresh(jdbc);
        superuser.sql("""
                        CREATE ROLE test_analyst; CREATE ROLE test_reader; GRANT test_analyst TO tidemark;
                        CREATE SCHEMA theirs AUTHORIZATION test_analyst;
                        GRANT USAGE ON SCHEMA theirs TO tidemark""").update();
        jdbc.sql("CALL grant_analytics_access('test_analyst', 'viewer')").update();
        jdbc.sql("""
                        CREATE INDEX my_own ON mv_model_usage (calls DESC) WHERE errors > 0;
                        COMMENT ON INDEX my_own IS 'busy ones first';
                        CREATE STATISTICS my_statistics ON provider, model FROM mv_model_usage;
                        COMMENT ON MATERIALIZED VIEW mv_model_usage IS 'What the board reads';
                        COMMENT ON COLUMN mv_model_usage.provider IS 'Who sends the bill';
                        SET ROLE test_analyst;
                        SET search_path = theirs, public, tidemark;
                        CREATE VIEW theirs.busy_models WITH (security_barrier = true) AS
                            SELECT model, sum(calls) AS "Total Calls" FROM public.mv_model_usage GROUP BY model;
                        COMMENT ON VIEW theirs.busy_models IS 'for the board';
                        COMMENT ON COLUMN theirs.busy_models.model IS 'busy';
                        GRANT SELECT ON theirs.busy_models TO test_reader WITH GRANT OPTION;
                        GRANT SELECT (model) ON theirs.busy_models TO PUBLIC;
                        CREATE FUNCTION theirs.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                        CREATE TRIGGER refuse INSTEAD OF INSERT ON theirs.busy_models FOR EACH ROW EXECUTE FUNCTION theirs.refuse();
                        CREATE MATERIALIZED VIEW theirs.by_month AS
                            SELECT b.model, b."Total Calls", d.day FROM theirs.busy_models b, public.mv_daily_metrics d;
                        CREATE UNIQUE INDEX by_month_key ON theirs.by_month (model, day);
                        CREATE VIEW theirs.on_top AS SELECT model FROM theirs.by_month UNION SELECT model FROM public.mv_model_usage;
                        ALTER DEFAULT PRIVILEGES IN SCHEMA theirs GRANT ALL ON TABLES TO PUBLIC""").update();
    }

    @AfterEach
    void drop() {
        superuser
                .sql(
                        "DROP OWNED BY test_analyst CASCADE; DROP OWNED BY test_reader; DROP ROLE test_analyst, test_reader")
                .update();
        database.close();
    }

    @Test
    void allThatIsBuiltOnAViewOrAddedToItIsThereAfterwards() throws IOException {
        List<String> before = everything();
        assertThat(before).hasSizeGreaterThan(15);

        upgrade("completion_tokens,", "completion_tokens, prompt_tokens + completion_tokens AS total_tokens,");

        assertThat(jdbc.sql("SELECT count(total_tokens) FROM mv_model_usage")
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThat(everything()).isEqualTo(before);
        assertThat(jdbc.sql("SELECT has_table_privilege('test_analyst', 'mv_model_usage', 'SELECT')")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        jdbc.sql("REFRESH MATERIALIZED VIEW CONCURRENTLY theirs.by_month; INSERT INTO api_usage (model) VALUES ('m')")
                .update();
        Calls.refresh(jdbc);
    }

    @Test
    void aViewWhoseTextStaysIsLeftAlone() throws IOException {
        String number = "SELECT 'mv_model_usage'::regclass::oid";
        long before = jdbc.sql(number).query(Long.class).single();

        upgrade("completion_tokens,", "completion_tokens /* the same */,");

        assertThat(jdbc.sql(number).query(Long.class).single()).isEqualTo(before);
    }

    @Test
    void whatOursSayIsRenewedWhereNobodySaidOtherwise() throws IOException {
        upgrade("'Distinct users.'", "'Users, each once.'", "One row for each model", "A row for each model");

        assertThat(jdbc.sql("""
                        SELECT col_description('mv_model_usage'::regclass, 5) || ' ' || obj_description('mv_model_usage'::regclass, 'pg_class')""").query(String.class).single()).isEqualTo("Users, each once. What the board reads");
    }

    @Test
    void aColumnThatIsGoneIsNamedWithTheViewThatReadsIt() {
        List<String> before = everything();

        assertThatThrownBy(() -> upgrade("calls,\n    errors,", "errors,"))
                .hasMessageContaining("public.mv_model_usage had to be made anew")
                .hasMessageContaining("calls");

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aViewOfARoleThatWeAreNoMemberOfIsNamedWithTheGrantThatHelps() {
        superuser.sql("REVOKE test_analyst FROM tidemark").update();
        List<String> before = everything();

        assertThatThrownBy(() -> upgrade("completion_tokens,", "completion_tokens, 1 AS one,"))
                .hasMessageContaining(
                        "public.mv_model_usage has to be made anew, and theirs.busy_models is built on it")
                .hasMessageContaining("which belongs to the role test_analyst");

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aFunctionThatReadsTheViewIsNamed() {
        jdbc.sql(
                        "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(calls)::bigint FROM mv_model_usage; END")
                .update();

        assertThatThrownBy(() -> upgrade("completion_tokens,", "completion_tokens, 1 AS one,"))
                .hasMessageContaining("something is built on it that Tidemark cannot make again: function total()");
    }

    private List<String> everything() {
        return superuser.sql(ALL_OF_IT).query(String.class).list();
    }

    /** The migrations of a Tidemark in which the text of mv_model_usage is another. */
    private void upgrade(String... replacements) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("db/migration"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (int i = 0; i < replacements.length && file.endsWith("R__220_mv_model_usage.sql"); i += 2) {
                    assertThat(text).contains(replacements[i]);
                    text = text.replace(replacements[i], replacements[i + 1]);
                }
                Files.writeString(migrations.resolve(file.getFileName()), text);
            }
        }
        new Installation("public")
                .configure(Flyway.configure())
                .locations("filesystem:" + migrations)
                .group(true)
                .dataSource(database.url(), database.username(), database.password())
                .load()
                .migrate();
    }
}
