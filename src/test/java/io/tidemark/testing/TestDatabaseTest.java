package io.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void isMigratedAndSeesNothingOfAnother() {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            one.client().sql("INSERT INTO api_usage (model) VALUES ('m')").update();

            assertThat(count(one)).isEqualTo(1);
            assertThat(count(other)).isZero();
        }
    }

    @Test
    void belongsToAnOrdinaryRole() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(database.client()
                            .sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                            .query(Boolean.class)
                            .single())
                    .isFalse();
        }
    }

    private static long count(TestDatabase database) {
        return database.client()
                .sql("SELECT count(*) FROM api_usage")
                .query(Long.class)
                .single();
    }
}
