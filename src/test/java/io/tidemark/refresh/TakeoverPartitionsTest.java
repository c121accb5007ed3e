package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An older table that its owner has partitioned by time: history outlives what is dropped. */
class TakeoverPartitionsTest {

    private final OlderInstallation older = new OlderInstallation("""
            CREATE TABLE api_usage (id bigint GENERATED ALWAYS AS IDENTITY, created_at timestamp NOT NULL, model text, team text)
                PARTITION BY RANGE (created_at);
            CREATE TABLE calls_09 PARTITION OF api_usage FOR VALUES FROM (MINVALUE) TO ('2026-10-01');
            CREATE TABLE "Calls 10" PARTITION OF api_usage FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');
            CREATE TABLE calls_other PARTITION OF api_usage DEFAULT;
            INSERT INTO api_usage (created_at, model, team)
            SELECT '2026-09-10'::timestamp + n * interval '13 hours', 'm' || n % 3, 'a' FROM generate_series(1, 120) n""", """
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Europe/Berlin''', current_database()); END $$""");

    @AfterEach
    void dropIt() {
        older.close();
    }

    @Test
    void eachPartIsCountedAndHistoryOutlivesTheRows() {
        older.takeOver();
        older.refresh();
        assertThat(calls()).isEqualTo(120);
        assertThat(
                        older.words(
                                "SELECT to_char(upper AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM api_usage_partition ORDER BY upper"))
                .containsExactly("2026-09-30 22:00", "2026-10-31 23:00");
        assertThat(older.words("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
                .isEmpty();

        older.jdbc().sql("ALTER TABLE api_usage DETACH PARTITION \"Calls 10\"").update();
        older.jdbc().sql("DROP TABLE calls_09").update();
        older.refresh();

        assertThat(calls()).isEqualTo(120);
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();
    }

    @Test
    void callsOfAPartThatGoesBeforeTheyWereCountedAreStillOwed() {
        older.takeOver();
        older.refresh();

        older.jdbc()
                .sql("INSERT INTO api_usage (created_at, model) VALUES ('2026-10-05', 'late')")
                .update();
        older.jdbc().sql("ALTER TABLE api_usage DETACH PARTITION \"Calls 10\"").update();
        older.refresh();

        assertThat(calls()).isEqualTo(121);
    }

    @Test
    void aPartThatIsAddedWithCallsInItIsCounted() {
        older.takeOver();
        older.jdbc().sql("""
                CREATE TABLE calls_12 (LIKE api_usage INCLUDING DEFAULTS);
                INSERT INTO calls_12 (id, created_at, model) VALUES (900, '2026-12-05', 'm'), (901, '2026-12-06', 'm')""").update();
        older.refresh();

        older.jdbc()
                .sql("ALTER TABLE api_usage ATTACH PARTITION calls_12 FOR VALUES FROM ('2026-12-01') TO ('2027-01-01')")
                .update();
        assertThat(older.words("SELECT analytics_changes_pending()")).containsExactly("t");
        older.refresh();
        older.jdbc()
                .sql("INSERT INTO api_usage (created_at, model) VALUES ('2026-12-07', 'm')")
                .update();
        older.refresh();

        assertThat(calls()).isEqualTo(123);
        assertThat(older.words("SELECT analytics_changes_pending()")).containsExactly("f");
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();
    }

    @Test
    void changesInAPartAndItsEmptyingAreCounted() {
        older.takeOver();
        older.refresh();

        older.jdbc().sql("DELETE FROM calls_other WHERE model = 'm1'").update();
        older.jdbc()
                .sql("UPDATE \"Calls 10\" SET model = 'new' WHERE model = 'm2'")
                .update();
        older.jdbc().sql("TRUNCATE calls_09").update();
        older.refresh();
        assertThat(calls()).isEqualTo(older.number("SELECT count(*) FROM api_usage"));
        older.jdbc().sql("TRUNCATE calls_other").update();
        older.refresh();

        assertThat(calls()).isEqualTo(older.number("SELECT count(*) FROM api_usage"));
        assertThat(older.words("SELECT relation FROM verify_analytics_views()")).isEmpty();
    }

    @Test
    void monthsAreItsOwnersBusiness() {
        older.takeOver();

        assertThat(older.words("SELECT create_api_usage_partitions()")).containsExactly("0");
        assertThat(older.words("SELECT months_without_partition()")).isEmpty();
    }

    private long calls() {
        return older.number("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'");
    }
}
