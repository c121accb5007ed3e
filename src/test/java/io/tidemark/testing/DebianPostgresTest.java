package io.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DebianPostgresTest {

    @Test
    void isAPostgres15WithPgCronAndItsOwnPrograms() {
        try (DebianPostgres server = DebianPostgres.start()) {
            server.superuser().sql("CREATE EXTENSION pg_cron").update();

            assertThat(server.run("psql", "-XAt", "-d", DebianPostgres.DATABASE, "-c", "SHOW server_version_num"))
                    .startsWith("15");
            assertThat(server.client()
                            .sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                            .query(Boolean.class)
                            .single())
                    .isFalse();
        }
    }
}
