package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sets of users hold whom the rows of users name, whatever happened to the calls. */
@OnHostileDatabaseToo
class UserSetsTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void theSetsAreRight() {
        refresh();
        assertThat(jdbc.sql("SELECT * FROM verify_user_sets()").query().listOfRows())
                .isEmpty();
        database.close();
    }

    @Test
    void moreUsersThanOneChunkHolds() {
        call("now()", "'user-' || n", 2_500);
        refresh();

        assertThat(usersOf("day_total")).isEqualTo(2_500);
        assertThat(usersOf("day")).isEqualTo(2_500);
    }

    @Test
    void theNewestHourHasNoSetAndOlderOnesDo() {
        call("date_trunc('hour', now(), 'UTC')", "'ada'", 1);
        call("now() - interval '5 hours'", "'ada'", 1);
        call("now() - interval '5 hours'", "'bob'", 1);
        refresh();

        assertThat(usersOf("hour")).isEqualTo(2);
        assertThat(usersOf("hour_total")).isEqualTo(2);
    }

    @Test
    void lateCallsOfAnHourThatHasItsSetAreInIt() {
        call("now() - interval '5 hours'", "'ada'", 1);
        refresh();
        call("now() - interval '5 hours'", "'bob'", 1);
        refresh();

        assertThat(usersOf("hour")).isEqualTo(2);
        assertThat(usersOf("hour_total")).isEqualTo(2);
    }

    @Test
    void whoCalledBetweenTwoDaysThatAreCountedAnewKeepsTheirNumber() {
        call("now() - interval '3 days'", "'ada'", 1);
        refresh();

        jdbc.sql(
                        "SELECT repair_analytics_days(ARRAY[(now() AT TIME ZONE 'UTC')::date - 4, (now() AT TIME ZONE 'UTC')::date - 2])")
                .query()
                .singleRow();

        assertThat(usersOf("hour")).isOne();
    }

    @Test
    void whoseLastCallIsDeletedIsInNoSet() {
        call("now() - interval '5 hours'", "'user-' || n", 3);
        call("now() - interval '5 hours'", "'user-1'", 1);
        refresh();
        jdbc.sql("DELETE FROM api_usage WHERE user_id = 'user-2'").update();
        jdbc.sql("DELETE FROM api_usage WHERE id = (SELECT max(id) FROM api_usage)")
                .update();
        refresh();

        assertThat(usersOf("hour")).isEqualTo(2);
        assertThat(usersOf("hour_total")).isEqualTo(2);
        assertThat(usersOf("day_total")).isEqualTo(2);
    }

    @Test
    void whoseCallsAreAllGoneIsForgottenByName() {
        call("now() - interval '5 hours'", "'ada'", 1);
        call("now() - interval '5 hours'", "'bob'", 1);
        call("now() - interval '3 days'", "'bob'", 1);
        refresh();

        jdbc.sql("DELETE FROM api_usage WHERE user_id = 'ada' OR created_at > now() - interval '1 day'")
                .update();
        refresh();
        assertThat(jdbc.sql("SELECT user_id FROM usage_user")
                        .query(String.class)
                        .list())
                .containsExactly("bob");

        jdbc.sql("UPDATE api_usage SET user_id = 'somebody else'").update();
        refresh();
        assertThat(jdbc.sql("SELECT user_id FROM usage_user")
                        .query(String.class)
                        .list())
                .containsExactly("somebody else");
    }

    @Test
    void whoLeavesOneModelOfAnHourStaysInTheHourWhileAnotherHasThem() {
        call("now() - interval '5 hours'", "'ada'", 1);
        call("now() - interval '5 hours'", "'bob'", 1);
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model)
                        SELECT created_at, 'ada', 'chat', 'mistral', 'codestral' FROM api_usage WHERE user_id = 'ada'
                        """).update();
        refresh();
        assertThat(usersOf("hour")).isEqualTo(3);
        assertThat(usersOf("hour_total")).isEqualTo(2);

        jdbc.sql("DELETE FROM api_usage WHERE provider = 'openai'").update();
        refresh();

        assertThat(usersOf("hour")).isEqualTo(1);
        assertThat(usersOf("hour_total")).isEqualTo(1);
    }

    @Test
    void aCellWithoutUsersHasNoSet() {
        call("now() - interval '5 hours'", "'ada'", 1);
        refresh();
        jdbc.sql("DELETE FROM api_usage").update();
        refresh();

        assertThat(jdbc.sql("SELECT * FROM usage_rollup_user_set").query().listOfRows())
                .isEmpty();
    }

    @Test
    void aRebuildAndAnotherTimeZoneLeaveThemRight() {
        call("now() - n * interval '7 hours'", "'user-' || n % 30", 200);
        refresh();
        jdbc.sql("SELECT rebuild_analytics_views((now() AT TIME ZONE 'UTC')::date - 10)")
                .query()
                .singleRow();
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'Asia/Kolkata'")
                .update();
        refresh();

        assertThat(usersOf("day_total")).isPositive();
    }

    @Test
    void wrongOnesAreFoundAndMended() {
        call("now()", "'user-' || n", 3);
        refresh();
        jdbc.sql("UPDATE usage_rollup_user_set SET users = users & ~user_bit(0) WHERE grain = 'day'")
                .update();
        jdbc.sql("DELETE FROM usage_rollup_user_set WHERE grain = 'day_total'").update();
        assertThat(jdbc.sql("SELECT * FROM verify_user_sets()").query().listOfRows())
                .hasSize(4);

        jdbc.sql("SELECT rebuild_user_sets()").query().singleRow();
    }

    private void refresh() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    private long usersOf(String grain) {
        return jdbc.sql("SELECT coalesce(sum(bit_count(users)), 0) FROM usage_rollup_user_set WHERE grain = ?")
                .param(grain)
                .query(Long.class)
                .single();
    }

    private void call(String at, String user, int count) {
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model)
                        SELECT %s, %s, 'chat', 'openai', 'gpt-4o' FROM generate_series(1, %d) AS n
                        """.formatted(at, user, count)).update();
    }
}
