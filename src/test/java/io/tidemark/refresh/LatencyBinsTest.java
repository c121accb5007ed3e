package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The bins that latencies are counted in, beside PostgreSQL's own percentiles and sums. */
class LatencyBinsTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private final JdbcClient jdbc = DATABASE.client();

    @AfterAll
    static void dropDatabase() {
        DATABASE.close();
    }

    @Test
    void percentilesAreWithinTwoPercentOfTheLatencyAtTheirRank() {
        assertThat(holds("""
                SELECT bool_and(abs(p.p50 - exact[1]) <= 0.02 * exact[1] AND abs(p.p95 - exact[2]) <= 0.02 * exact[2]
                    AND abs(p.p99 - exact[3]) <= 0.02 * exact[3]) AND count(*) = 200
                FROM (
                    SELECT size, percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ms) AS exact,
                        array_agg(latency_bin(ms)) AS bins, array_agg(1::bigint) AS calls
                    FROM generate_series(1, 200) AS size,
                        LATERAL (SELECT (exp(random() * 12 + size * 0) - 1)::numeric + 0.01 AS ms
                            FROM generate_series(1, size)) AS calls
                    GROUP BY size
                ) AS samples, latency_percentiles(bins, calls) AS p""")).isTrue();
    }

    @Test
    void binsInAnyOrderAndMoreThanOnceGiveTheSamePercentiles() {
        assertThat(holds("""
                SELECT bool_and(a = b)
                FROM latency_percentiles('{-32768, 3, 9, 200}', '{1, 4, 90, 5}') AS a,
                    latency_percentiles('{9, 200, 3, 9, -32768, 3}', '{30, 5, 1, 60, 1, 3}') AS b""")).isTrue();
    }

    @Test
    void nothingHasNoPercentiles() {
        assertThat(holds("""
                SELECT bool_and(p.p50 IS NULL AND p.p95 IS NULL AND p.p99 IS NULL)
                FROM (VALUES ('{}'::smallint[], '{}'::bigint[]), (NULL, NULL), ('{4}', '{0}')) AS none (bins, calls),
                    latency_percentiles(bins, calls) AS p""")).isTrue();
    }

    @Test
    void mergedBinsAreTheSumOfBoth() {
        assertThat(holds("""
                WITH part AS (
                    SELECT n, side, bin::smallint AS bin, calls::bigint AS calls
                    FROM generate_series(1, 300) AS n, generate_series(0, 1) AS side, generate_series(1, 12) AS bin,
                        LATERAL (SELECT floor(random() * 4) - side * 3 + n * 0 AS calls) AS counts
                    WHERE calls <> 0 AND random() < 0.6
                ),
                lists AS (
                    SELECT n, coalesce(array_agg(bin ORDER BY bin) FILTER (WHERE side = 0), '{}') AS bins,
                        coalesce(array_agg(calls ORDER BY bin) FILTER (WHERE side = 0), '{}') AS calls,
                        coalesce(array_agg(bin ORDER BY bin) FILTER (WHERE side = 1), '{}') AS more_bins,
                        coalesce(array_agg(calls ORDER BY bin) FILTER (WHERE side = 1), '{}') AS more_calls
                    FROM part
                    GROUP BY n
                ),
                sums AS (
                    SELECT n, coalesce(array_agg(bin ORDER BY bin) FILTER (WHERE sum <> 0), '{}') AS bins,
                        coalesce(array_agg(sum ORDER BY bin) FILTER (WHERE sum <> 0), '{}') AS calls
                    FROM (SELECT n, bin, sum(calls)::bigint FROM part GROUP BY n, bin) AS summed
                    GROUP BY n
                )
                SELECT bool_and(m.bins = s.bins AND m.calls = s.calls) AND count(*) > 250
                FROM lists l
                JOIN sums s USING (n),
                    latency_merge(l.bins, l.calls, more_bins, more_calls) AS m""")).isTrue();
    }

    private boolean holds(String sql) {
        return jdbc.sql(sql).query(Boolean.class).single();
    }
}
