package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.ServerOfOurOwn;
import io.tidemark.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Calls that another server sends, by logical replication or a tool that makes itself a replica, count as others do. */
@ParameterizedClass
@EnumSource
class ReplicationTest {

    private static final String CHANGES = """
            INSERT INTO api_usage (model, created_at) SELECT 'later', now() - n * interval '3 days' FROM generate_series(1, 20) AS n;
            UPDATE api_usage SET model = 'changed', total_cost = 7 WHERE id % 10 = 0;
            UPDATE api_usage SET created_at = created_at - interval '45 days' WHERE id % 11 = 0;
            UPDATE api_usage SET prompt_tokens = 3 WHERE id % 4 = 0;
            DELETE FROM api_usage WHERE id % 7 = 0""";

    private final ServerOfOurOwn server;
    private final JdbcClient jdbc;
    private final JdbcClient superuser;

    ReplicationTest(PostgresVersion version) {
        server = version.start("wal_level=logical");
        jdbc = server.client();
        superuser = server.superuser();
        jdbc.sql("SELECT create_api_usage_partition((now() - interval '3 months')::date)")
                .query()
                .singleRow();
        Calls.insert(jdbc, 100);
        Calls.refresh(jdbc);
        Calls.insert(jdbc, 50);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aSessionThatMakesItselfAReplicaIsCounted() {
        superuser.sql("SET session_replication_role = replica; " + CHANGES).update();

        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void rowsThatComeWithTheNumberOfAnotherClustersTransactionAreCountedAndChangeAsOthersDo() {
        superuser.sql("""
                        SET session_replication_role = replica;
                        INSERT INTO api_usage (id, model, tx) VALUES (-1, 'of the past', '10'), (-2, 'of the future', '999999999');
                        UPDATE api_usage SET tx = '888888888' WHERE id = 1;
                        UPDATE api_usage SET tx = '11', model = 'renumbered' WHERE id = 2""").update();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);

        jdbc.sql("UPDATE api_usage SET model = 'changed' WHERE id < 3").update();
        jdbc.sql("DELETE FROM api_usage WHERE id IN (-1, 1)").update();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_usage", "api_usage_default"})
    void aReplicaThatTruncatesIsCounted(String table) {
        superuser
                .sql("SET session_replication_role = replica; TRUNCATE " + table)
                .update();

        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatASubscriptionBringsIsCounted(boolean asOneTable) {
        JdbcClient subscriber = subscribe(asOneTable);
        awaitSameCalls(subscriber);
        Calls.refresh(subscriber);
        Recount.assertViewsAreRight(subscriber);

        jdbc.sql(CHANGES).update();
        jdbc.sql("INSERT INTO api_usage (model) VALUES ('last')").update();
        awaitSameCalls(subscriber);
        Calls.refresh(subscriber);
        Recount.assertViewsAreRight(subscriber);

        jdbc.sql("TRUNCATE api_usage").update();
        awaitSameCalls(subscriber);
        Calls.refresh(subscriber);
        Recount.assertViewsAreRight(subscriber);
        assertThat(subscriber
                        .sql("SELECT count(*) FROM find_drift()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** A second database of the server; a slot made by hand, or the two would wait for each other. */
    private JdbcClient subscribe(boolean asOneTable) {
        superuser.sql("CREATE DATABASE subscriber OWNER tidemark").update();
        String url = server.url().replace("/tidemark?", "/subscriber?");
        PostgresVersion.migrate(url);
        JdbcClient subscriber = JdbcClient.create(new DriverManagerDataSource(url, "postgres", ""));
        subscriber
                .sql("SELECT create_api_usage_partition((now() - interval '3 months')::date)")
                .query()
                .singleRow();
        Calls.refresh(subscriber);
        superuser
                .sql("CREATE PUBLICATION calls FOR TABLE api_usage WITH (publish_via_partition_root = %s)"
                        .formatted(asOneTable))
                .update();
        superuser
                .sql("SELECT pg_create_logical_replication_slot('calls', 'pgoutput')")
                .query()
                .singleRow();
        subscriber
                .sql("""
                        CREATE SUBSCRIPTION calls CONNECTION 'host=127.0.0.1 port=%s dbname=tidemark user=postgres'
                        PUBLICATION calls WITH (create_slot = false)""".formatted(
                                superuser.sql("SHOW port").query(String.class).single()))
                .update();
        return subscriber;
    }

    private void awaitSameCalls(JdbcClient subscriber) {
        String calls =
                "SELECT count(*) || ' ' || coalesce(sum(hashtext(concat_ws('|', id, created_at, model, prompt_tokens, total_cost))), 0) FROM api_usage";
        Until.asserted(
                () -> assertThat(subscriber.sql(calls).query(String.class).single())
                        .isEqualTo(jdbc.sql(calls).query(String.class).single()));
    }
}
