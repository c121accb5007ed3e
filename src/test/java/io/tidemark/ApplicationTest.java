package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class ApplicationTest {

    @Autowired
    JdbcClient db;

    @Test
    void startsOnAMigratedDatabaseOfItsOwn() {
        assertThat(db.sql("SELECT count(*) FROM api_usage").query(Long.class).single())
                .isZero();
    }
}
