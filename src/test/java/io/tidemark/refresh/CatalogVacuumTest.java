package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.Until;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refreshing leaves dead rows in PostgreSQL's catalogs; the loop takes them away before they pile up. */
@IntegrationTest
class CatalogVacuumTest {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void theLoopVacuumsTheCatalogsAfterSomeRefreshes() {
        Until.asserted(() -> {
            jdbc.sql("INSERT INTO api_usage (model) VALUES ('m')").update();
            assertThat(jdbc.sql("SELECT vacuum_count FROM pg_stat_sys_tables WHERE relname = 'pg_attribute'")
                            .query(Long.class)
                            .single())
                    .isPositive();
        });
    }
}
