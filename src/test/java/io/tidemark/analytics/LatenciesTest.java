package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Percentiles worked out here are those that the database works out. */
class LatenciesTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = DATABASE.client();

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT generate_series(1, 100)",
                "SELECT generate_series(1, 20)",
                "SELECT 7",
                "VALUES (0), (-5), (0.0001), (0.001)",
                "VALUES (999999999999), (1)",
                "SELECT exp(n / 50.0) FROM generate_series(1, 1234) AS n",
                "SELECT 1 WHERE false",
            })
    void areThoseOfTheDatabase(String latencies) {
        JDBC.sql("""
                        SELECT array_send(bins) AS bins, array_send(calls) AS calls, p50, p95, p99
                        FROM (
                            SELECT coalesce(array_agg(bin ORDER BY bin), '{}') AS bins,
                                coalesce(array_agg(calls ORDER BY bin), '{}') AS calls
                            FROM (
                                SELECT latency_bin(ms::numeric) AS bin, count(*) AS calls
                                FROM (%s) AS latencies (ms)
                                GROUP BY 1) AS binned) AS cell
                        CROSS JOIN latency_percentiles(bins, calls)
                        """.formatted(latencies)).query(row -> {
            var sums = new Latencies();
            var bins = ByteBuffer.wrap(row.getBytes("bins"));
            var calls = ByteBuffer.wrap(row.getBytes("calls"));
            sums.add(bins, calls, 1);
            sums.add(bins, calls, 1);
            sums.add(bins, calls, -1);
            assertSame(sums.percentiles(), Percentiles.from(row, ""));
        });
    }

    private static void assertSame(Percentiles here, Percentiles there) {
        if (there.p50() == null) {
            assertThat(here).isEqualTo(Percentiles.NONE);
            return;
        }
        assertClose(here.p50(), there.p50());
        assertClose(here.p95(), there.p95());
        assertClose(here.p99(), there.p99());
    }

    private static void assertClose(Double here, Double there) {
        assertThat(Objects.requireNonNull(here)).isCloseTo(there, within(there * 1e-9));
    }
}
