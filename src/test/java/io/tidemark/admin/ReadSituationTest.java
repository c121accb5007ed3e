package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.Until;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is read for the page about the refresh, again and again. */
@IntegrationTest
class ReadSituationTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ReadSituation situations;

    @Test
    void theStrategiesAreReplayedOnceForAllWhoLookAndAnewWhenSomethingElseFollows() {
        jdbc.sql("INSERT INTO api_usage (model) SELECT 'm' FROM generate_series(1, 10)")
                .update();
        Until.asserted(
                () -> assertThat(situations.read().traffic().arrivals().calls()).isEqualTo(10));
        var figures = situations.read().figures();

        assertThat(figures).extracting(StrategyFigures::strategy).containsExactly(RefreshStrategy.values());
        assertThat(situations.read().figures()).isSameAs(figures);
        jdbc.sql("SELECT set_refresh_strategy('HYBRID', max_age_minutes => 60)")
                .query()
                .singleRow();
        assertThat(situations.read().figures()).isNotSameAs(figures);
    }
}
