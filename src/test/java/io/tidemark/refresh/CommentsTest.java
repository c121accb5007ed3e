package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** Who looks into the database finds out there what everything is for. */
class CommentsTest {

    @Test
    void everyObjectSaysWhatItIsFor() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(database.client().sql("""
                            SELECT pg_describe_object(classid, objid, 0)
                            FROM (
                                SELECT 'pg_class'::regclass AS classid, oid AS objid
                                FROM pg_class
                                WHERE relnamespace IN ('public'::regnamespace, 'tidemark'::regnamespace) AND relkind IN ('r', 'p', 'v', 'm', 'c', 'S')
                                    AND relname <> 'flyway_schema_history'
                                UNION ALL
                                SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'tidemark'::regnamespace)
                                UNION ALL
                                SELECT 'pg_trigger'::regclass, oid FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
                            ) AS ours
                            WHERE coalesce(obj_description(objid, classid::regclass::name),
                                    (SELECT obj_description(reltype, 'pg_type') FROM pg_class WHERE oid = objid)) IS NULL
                                -- The sequence of an identity column is a part of its column.
                                AND NOT EXISTS (
                                    SELECT FROM pg_depend d
                                    WHERE d.classid = ours.classid AND d.objid = ours.objid AND d.deptype = 'i')
                            """).query(String.class).list()).isEmpty();
        }
    }

    @Test
    void columnsOfTheCallsAndOfTheStateSayWhatTheyHold() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(database.client().sql("""
                            SELECT attrelid::regclass || '.' || attname
                            FROM pg_attribute
                            WHERE attrelid IN ('api_usage'::regclass, 'analytics_state'::regclass, 'analytics_settings'::regclass)
                                AND attnum > 0 AND NOT attisdropped AND attname <> 'only_row'
                                AND col_description(attrelid, attnum) IS NULL
                            """).query(String.class).list()).isEmpty();
        }
    }
}
