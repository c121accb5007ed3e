package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.demo.DemoData;
import io.tidemark.testing.IntegrationTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Where PostgreSQL ends a statement after two seconds, and is taken for gone after three. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "spring.datasource.hikari.connection-init-sql=SET statement_timeout = '2s'",
            "spring.datasource.hikari.data-source-properties.socketTimeout=3",
            "spring.datasource.hikari.maximum-pool-size=1"
        })
class LongTransactionTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private LongTransaction longTransaction;

    @Autowired
    private CallAppender appender;

    @Autowired
    private DemoData demo;

    @Test
    void waitsForALongAnswerAndOthersDoNot() {
        assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(this::longAnswer);
        assertThat(longTransaction.run(this::longAnswer)).isTrue();
        assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(this::longAnswer);
    }

    @Test
    void demoCallsMayTakeLongToRemove() {
        jdbc.sql("""
                        CREATE FUNCTION takes_long() RETURNS trigger LANGUAGE plpgsql
                        AS 'BEGIN PERFORM pg_sleep(3.5); RETURN NULL; END'""").update();
        jdbc.sql("""
                        CREATE TRIGGER takes_long BEFORE DELETE ON api_usage
                        FOR EACH STATEMENT EXECUTE FUNCTION takes_long()""").update();
        jdbc.sql("INSERT INTO api_usage (status, source) VALUES ('success', 'demo')")
                .update();

        assertThat(demo.remove()).isOne();
    }

    @Test
    void whatIsAppendedIsWaitedForUntilItIsCommitted() {
        jdbc.sql("""
                        CREATE FUNCTION commits_slowly() RETURNS trigger LANGUAGE plpgsql
                        AS 'BEGIN PERFORM pg_sleep(3.5); RETURN NULL; END'""").update();
        jdbc.sql("""
                        CREATE CONSTRAINT TRIGGER commits_slowly AFTER INSERT ON api_usage
                        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION commits_slowly()""").update();
        var call = new ApiCall(
                Instant.now(), "ada", null, null, "slow", ApiCall.SUCCESS, null, ApiCall.Tokens.NONE, null, null);

        assertThat(appender.append("test", List.of(call))).isOne();

        jdbc.sql("DROP TRIGGER commits_slowly ON api_usage").update();
        assertThat(jdbc.sql("SELECT count(*) FROM api_usage WHERE model = 'slow'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    private boolean longAnswer() {
        return jdbc.sql("SELECT pg_sleep(3.5) IS NOT NULL").query(Boolean.class).single();
    }
}
