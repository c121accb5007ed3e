package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the page shows, compared with a recount of the calls themselves. */
@OnHostileDatabaseToo
@IntegrationTest
class RecountTest {

    @Autowired
    private Analytics analytics;

    @Autowired
    private JdbcClient jdbc;

    static Stream<Arguments> everyRangeZoneAndFilter() {
        var today = LocalDate.now(ZoneId.of("UTC"));
        var ranges = Stream.of(
                        Range.LAST_24_HOURS,
                        Range.LAST_7_DAYS,
                        Range.LAST_30_DAYS,
                        Range.custom(today.minusDays(1), today),
                        Range.custom(today.minusDays(40), today.minusDays(3)))
                .toList();
        var filters = Stream.of(
                        UsageFilter.NONE,
                        new UsageFilter(Set.of("openai", "google"), Set.of(), Set.of()),
                        new UsageFilter(Set.of(), Set.of("model-1"), Set.of("chat")))
                .toList();
        return Stream.of(
                        "Europe/Berlin",
                        "Asia/Kolkata",
                        "America/New_York",
                        "America/Havana",
                        "Asia/Colombo",
                        "Pacific/Norfolk")
                .flatMap(zone -> filters.stream()
                        .flatMap(filter -> ranges.stream().map(range -> Arguments.of(zone, filter, range))));
    }

    @ParameterizedTest
    @MethodSource("everyRangeZoneAndFilter")
    void everyFigureIsThatOfARecount(String zone, UsageFilter filter, Range range) {
        calls();
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = :zone")
                .param("zone", zone)
                .update();
        jdbc.sql("SELECT refresh_analytics_views()").query().listOfRows();

        var overview = analytics.overview(new UsageQuery(range, filter));

        var period = overview.period();
        assertSame(overview.totals(), period.start(), period.end(), filter);
        assertSame(overview.compared(), period.start(), period.comparedUpTo(), filter);
        assertSame(overview.previous(), period.previousStart(), period.previousUpTo(), filter);
        var buckets = overview.buckets();
        for (int i = 0; i < buckets.size(); i++) {
            var end = i + 1 < buckets.size() ? buckets.get(i + 1).start() : period.end();
            assertSame(buckets.get(i).totals(), buckets.get(i).start(), end, filter);
        }
        overview.providers().forEach(provider -> {
            var of = new UsageFilter(Set.of(provider.provider()), filter.models(), filter.services());
            var again = recount(period.start(), period.end(), of);
            assertThat(provider.sums()).isEqualTo(again.sums());
            assertClose(provider.latency(), again.latency());
        });
        overview.models().forEach(model -> {
            var of = new UsageFilter(
                    Set.of(model.name().provider()), Set.of(model.name().model()), filter.services());
            var again = recount(period.start(), period.end(), of);
            assertThat(model.sums()).isEqualTo(again.sums());
            assertThat(model.activeUsers()).isEqualTo(again.activeUsers());
        });
        assertThat(Sums.of(overview.models().stream().map(ModelFigures::sums).toList()))
                .isEqualTo(overview.totals().sums());
        assertThat(Sums.of(overview.series().stream()
                        .flatMap(series -> series.values().stream())
                        .toList()))
                .isEqualTo(overview.totals().sums());
    }

    private void assertSame(Totals shown, Instant from, Instant to, UsageFilter filter) {
        var again = recount(from, to, filter);
        assertThat(shown.sums()).isEqualTo(again.sums());
        assertThat(shown.activeUsers()).isEqualTo(again.activeUsers());
        assertClose(shown.latency(), again.latency());
    }

    private static void assertClose(Percentiles shown, Percentiles again) {
        if (again.p50() == null) {
            assertThat(shown).isEqualTo(Percentiles.NONE);
            return;
        }
        assertThat(shown.p50()).isCloseTo(again.p50(), withinPercentage(2));
        assertThat(shown.p95()).isCloseTo(again.p95(), withinPercentage(2));
        assertThat(shown.p99()).isCloseTo(again.p99(), withinPercentage(2));
    }

    private Totals recount(Instant from, Instant to, UsageFilter filter) {
        return jdbc.sql("""
                        SELECT count(*) AS calls,
                            count(*) FILTER (WHERE status <> 'success') AS errors,
                            coalesce(sum(prompt_tokens), 0)::bigint AS prompt_tokens,
                            coalesce(sum(completion_tokens), 0)::bigint AS completion_tokens,
                            coalesce(sum(total_cost), 0) AS total_cost,
                            count(*) FILTER (WHERE total_cost IS NULL) AS unpriced_calls,
                            count(DISTINCT user_id) AS users,
                            percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms::double precision) AS p50,
                            percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms::double precision) AS p95,
                            percentile_disc(0.99) WITHIN GROUP (ORDER BY latency_ms::double precision) AS p99
                        FROM api_usage
                        WHERE created_at >= :from AND created_at < :to
                            AND (:providers::text[] = '{}' OR provider = ANY (:providers))
                            AND (:models::text[] = '{}' OR model = ANY (:models))
                            AND (:services::text[] = '{}' OR service_type = ANY (:services))
                        """)
                .param("from", Parameters.timestamp(from))
                .param("to", Parameters.timestamp(to))
                .params(Parameters.of(List.of(), filter, true))
                .query((row, _) -> new Totals(Sums.from(row), row.getLong("users"), Percentiles.from(row, "")))
                .single();
    }

    /** Some 4,000 calls over 90 days, the newest a minute old. */
    private void calls() {
        if (jdbc.sql("SELECT EXISTS (SELECT FROM api_usage)")
                .query(Boolean.class)
                .single()) {
            return;
        }
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status,
                            prompt_tokens, completion_tokens, total_cost, latency_ms)
                        SELECT now() - interval '1 minute' - (i * i * 0.45)::int * interval '1 second',
                            CASE WHEN i % 17 > 0 THEN 'user-' || (i * 7) % 40 END,
                            (ARRAY['chat', 'search', 'summary'])[1 + i % 3],
                            (ARRAY['openai', 'anthropic', 'google', 'mistral'])[1 + (i / 2) % 4],
                            'model-' || (i / 3) % 3,
                            CASE WHEN i % 23 = 0 THEN 'timeout' ELSE 'success' END,
                            i % 1000, i % 300,
                            CASE WHEN i % 11 > 0 THEN (i % 97) * 0.00123 END,
                            CASE WHEN i % 13 > 0 THEN 20 + (i * 7919 % 5000) END
                        FROM generate_series(1, 4000) AS i
                        """).update();
    }
}
