package io.tidemark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.Until;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@TestPropertySource(properties = {"tidemark.demo=true", "tidemark.demo-calls-per-weekday=500"})
class DemoTrickleTest {

    @Autowired
    JdbcClient db;

    @Autowired
    DemoTrickle trickle;

    @Test
    void loadsAnEmptyDatabaseWhenTheApplicationStartsAndGoesOn() {
        waitUntil("count(*) > 15000");
        trickle.stop();
        db.sql("DELETE FROM api_usage WHERE created_at > now() - interval '1 hour'")
                .update();
        trickle.start();

        waitUntil("count(*) FILTER (WHERE created_at > now() - interval '1 hour') > 0");
    }

    private void waitUntil(String condition) {
        Until.asserted(() -> assertThat(holds(condition)).as(condition).isTrue());
    }

    private boolean holds(String condition) {
        return db.sql("SELECT " + condition + " FROM api_usage")
                .query(Boolean.class)
                .single();
    }
}
