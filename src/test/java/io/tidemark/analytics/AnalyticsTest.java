package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.testing.IntegrationTest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Figures worked out by hand, on a day of 25 hours and today. */
@IntegrationTest
class AnalyticsTest {

    private static final Range CLOCK_GOES_BACK =
            Range.custom(LocalDate.parse("2025-10-26"), LocalDate.parse("2025-10-26"));

    @Autowired
    private Analytics analytics;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void startWithNothing() {
        jdbc.sql("TRUNCATE api_usage").update();
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'Europe/Berlin'")
                .update();
    }

    @Test
    void countsTheTwoHoursThatAreCalledTheSameApart() {
        call("2025-10-26T00:30:00Z", "ada", "openai", "gpt-4o", "success", 100, 10, "1.50", 100);
        call("2025-10-26T01:30:00Z", "ada", "openai", "gpt-4o", "success", 100, 10, "2.50", 100);
        call("2025-10-25T21:59:59Z", "ada", "openai", "gpt-4o", "success", 1, 1, "1000", 1);
        call("2025-10-26T23:00:00Z", "ada", "openai", "gpt-4o", "success", 1, 1, "1000", 1);
        refresh();

        var overview = read(CLOCK_GOES_BACK, UsageFilter.NONE);

        assertThat(overview.totals().sums().cost()).isEqualByComparingTo("4");
        assertThat(overview.buckets()).hasSize(25);
        assertThat(overview.buckets())
                .filteredOn(bucket -> bucket.totals().sums().calls() > 0)
                .hasSize(2);
    }

    @Test
    void addsUpWhatCanBeAddedAndMergesWhatCannot() {
        call("2025-10-26T10:00:00Z", "ada", "openai", "gpt-4o", "success", 100, 10, "1.50", 100);
        call("2025-10-26T11:00:00Z", "bob", "openai", "gpt-4o", "timeout", 200, 0, null, 3000);
        call("2025-10-26T12:00:00Z", "ada", "anthropic", "claude-sonnet-4", "success", 50, 5, "0.25", 200);
        call("2025-10-26T13:00:00Z", null, "anthropic", "claude-sonnet-4", "success", 50, 5, "0.75", null);
        refresh();

        var overview = read(CLOCK_GOES_BACK, UsageFilter.NONE);

        var sums = overview.totals().sums();
        assertThat(sums).isEqualTo(new Sums(4, 1, 400, 20, new BigDecimal("2.50"), 1));
        assertThat(sums.successRate()).isEqualTo(0.75);
        assertThat(overview.totals().activeUsers()).isEqualTo(2);
        assertThat(overview.totals().latency().p50()).isCloseTo(200, within(4.0));
        assertThat(overview.totals().latency().p95()).isCloseTo(3000, within(60.0));
        assertThat(overview.providers()).extracting(ProviderFigures::provider).containsExactly("anthropic", "openai");
        var openai = overview.models().getFirst();
        assertThat(openai.name()).isEqualTo(new ModelName("openai", "gpt-4o"));
        assertThat(openai.costPerCall()).as("only one call has a price").isEqualByComparingTo("1.5");
        assertThat(openai.costPer1kTokens()).as("its 110 tokens").isEqualByComparingTo("13.636363636364");
        assertThat(openai.activeUsers()).isEqualTo(2);
    }

    @Test
    void countsOnlyWhatTheFilterLetsThrough() {
        call("2025-10-26T10:00:00Z", "ada", "openai", "gpt-4o", "success", 100, 10, "1.50", 100);
        call("2025-10-26T11:00:00Z", "bob", "anthropic", "claude-sonnet-4", "success", 7, 7, "4", 900);
        refresh();

        var overview = read(CLOCK_GOES_BACK, new UsageFilter(Set.of("openai", "google"), Set.of(), Set.of("chat")));

        assertThat(overview.totals().sums().cost()).isEqualByComparingTo("1.5");
        assertThat(overview.totals().activeUsers()).isEqualTo(1);
        assertThat(overview.models()).hasSize(1);
        assertThat(overview.options().providers()).contains("anthropic", "openai");
    }

    @Test
    void aModelWithoutAnyPriceHasNoCost() {
        call("2025-10-26T10:00:00Z", "ada", "self-hosted", "llama", "success", 100, 10, null, 100);
        refresh();

        var overview = read(CLOCK_GOES_BACK, UsageFilter.NONE);

        assertThat(overview.models().getFirst().sums().knownCost()).isNull();
        assertThat(overview.models().getFirst().costPerCall()).isNull();
        assertThat(overview.totals().sums().unpricedCalls()).isEqualTo(1);
    }

    @Test
    void comparesWithTheDaysBefore() {
        call("2025-10-25T10:00:00Z", "ada", "openai", "gpt-4o", "success", 1, 1, "2", 100);
        call("2025-10-26T10:00:00Z", "ada", "openai", "gpt-4o", "success", 1, 1, "3", 100);
        refresh();

        var overview = read(CLOCK_GOES_BACK, UsageFilter.NONE);

        assertThat(overview.compared()).isEqualTo(overview.totals());
        assertThat(overview.previous().sums().cost()).isEqualByComparingTo("2");
    }

    @Test
    void thereIsNothingWithoutCalls() {
        refresh();

        var overview = read(Range.LAST_30_DAYS, UsageFilter.NONE);

        assertThat(overview.hasCalls()).isFalse();
        assertThat(overview.totals()).isEqualTo(Totals.NONE);
        assertThat(overview.buckets()).hasSize(30);
        assertThat(overview.freshness().newestCall()).isNull();
    }

    @Test
    void theFiguresAreTrueForNowWhileNothingIsMissing() {
        call("2025-10-26T10:00:00Z", "ada", "openai", "gpt-4o", "success", 1, 1, "2", 100);
        refresh();

        var freshness = read(Range.LAST_7_DAYS, UsageFilter.NONE).freshness();

        assertThat(freshness.asOf()).isEqualTo(freshness.readAt());
        assertThat(freshness.callsSince()).isZero();
        assertThat(freshness.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(freshness.lastRun()).isNotNull();
    }

    private Overview read(Range range, UsageFilter filter) {
        return analytics.overview(new UsageQuery(range, filter));
    }

    private void refresh() {
        jdbc.sql("SELECT refresh_analytics_views()").query().listOfRows();
    }

    private void call(
            String at,
            String user,
            String provider,
            String model,
            String status,
            long prompt,
            long completion,
            String cost,
            Integer latency) {
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status,
                            prompt_tokens, completion_tokens, total_cost, latency_ms)
                        VALUES (:at::timestamptz, :user, 'chat', :provider, :model, :status,
                            :prompt, :completion, :cost::numeric, :latency)
                        """)
                .param("at", at)
                .param("user", user)
                .param("provider", provider)
                .param("model", model)
                .param("status", status)
                .param("prompt", prompt)
                .param("completion", completion)
                .param("cost", cost)
                .param("latency", latency)
                .update();
    }
}
