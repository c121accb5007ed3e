package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What counts as a success, and that all figures follow where that changes. */
class SuccessStatusesTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            'success',   0
            'SUCCESS',   0
            'Ok',        0
            '200',       0
            '204',       0
            'completed', 0
            'error',     1
            '500',       1
            '2000',      1
            ' ok',       1
            'o',         1
            'okay',      1
            '',          1
            NULL,        1
            """)
    void aStatusIsASuccessOrAnError(String status, long errors) {
        jdbc.sql("INSERT INTO api_usage (model, status) VALUES ('m', %s)".formatted(status))
                .update();
        refresh();

        assertThat(errors()).isEqualTo(errors);
        Recount.assertViewsAreRight(jdbc);
        assertVerified();
    }

    @Test
    void changesAndDeletionsOfCallsFollowTheSameRule() {
        insertOneOfEach();
        refresh();
        jdbc.sql(
                        "UPDATE api_usage SET status = CASE status WHEN 'OK' THEN 'timeout' ELSE '200' END WHERE status <> 'success'")
                .update();
        jdbc.sql("DELETE FROM api_usage WHERE status = 'success'").update();
        refresh();

        assertThat(errors()).isEqualTo(1);
        assertVerified();
    }

    @Test
    void anotherListIsPendingUntilTheNextRefreshCountsAnew() {
        insertOneOfEach();
        refresh();
        assertThat(errors()).isEqualTo(2);

        jdbc.sql("UPDATE analytics_settings SET success_statuses = '{Cached}'").update();
        assertThat(pending()).isTrue();
        assertVerified();
        refresh();

        assertThat(pending()).isFalse();
        assertThat(errors()).isEqualTo(2);
        assertThat(errorsOf("cached")).isZero();
        assertThat(errorsOf("OK")).isEqualTo(1);
        assertVerified();
    }

    @Test
    void whatTheContractCallsASuccessAlwaysIsOne() {
        insertOneOfEach();
        jdbc.sql("UPDATE analytics_settings SET success_statuses = '{}'").update();
        refresh();

        assertThat(errorsOf("success")).isZero();
        assertThat(errors()).isEqualTo(3);
        assertVerified();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "'{ok,NULL}'", "array_fill('x'::text, ARRAY[101])"})
    void aListThatCannotBeCountedWithIsRefused(String list) {
        assertThatThrownBy(() -> jdbc.sql("UPDATE analytics_settings SET success_statuses = " + list)
                        .update())
                .hasMessageContaining("success_statuses");
    }

    /** One call of each status, each of a model that is called like it. */
    private void insertOneOfEach() {
        jdbc.sql("""
                        INSERT INTO api_usage (model, status)
                        SELECT status, status FROM unnest('{success,OK,cached,timeout}'::text[]) AS status""").update();
    }

    private void refresh() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    private long errors() {
        return jdbc.sql("SELECT sum(errors) FROM mv_daily_metrics")
                .query(Long.class)
                .single();
    }

    private long errorsOf(String model) {
        return jdbc.sql("SELECT errors FROM mv_model_usage WHERE model = :model")
                .param("model", model)
                .query(Long.class)
                .single();
    }

    private void assertVerified() {
        assertThat(jdbc.sql("SELECT * FROM verify_analytics_views()").query().listOfRows())
                .isEmpty();
    }
}
