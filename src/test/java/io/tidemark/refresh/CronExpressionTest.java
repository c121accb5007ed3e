package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code cron_next_run()} reads what pg_cron reads, and says what is wrong with the rest. */
@OnHostileDatabaseToo
class CronExpressionTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = DATABASE.client();

    @AfterAll
    static void dropDatabase() {
        DATABASE.close();
    }

    // 2026-07-27 is a Monday.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */5 * * * *        | 2026-07-27 10:00:00    | 2026-07-27 10:05
            */5 * * * *        | 2026-07-27 10:04:59.99 | 2026-07-27 10:05
            * * * * *          | 2026-07-27 10:00:30    | 2026-07-27 10:01
            0 * * * *          | 2026-07-27 23:30       | 2026-07-28 00:00
            7-59/20 * * * *    | 2026-07-27 10:30       | 2026-07-27 10:47
            50/5 * * * *       | 2026-07-27 10:00       | 2026-07-27 10:50
            5,35 8-17 * * *    | 2026-07-27 17:35       | 2026-07-28 08:05
            0 6 * * 1-5        | 2026-07-31 06:00       | 2026-08-03 06:00
            0 6 * * mon        | 2026-07-27 06:00       | 2026-08-03 06:00
            0 6 * * 7          | 2026-07-27 06:00       | 2026-08-02 06:00
            0 6 * * 0          | 2026-07-27 06:00       | 2026-08-02 06:00
            0 6 * * sun        | 2026-07-27 06:00       | 2026-08-02 06:00
            0 0 1 * *          | 2026-07-27 00:00       | 2026-08-01 00:00
            0 0 31 * *         | 2026-08-31 00:00       | 2026-10-31 00:00
            0 0 29 2 *         | 2096-03-01 00:00       | 2104-02-29 00:00
            0 0 1 JAN *        | 2026-07-27 00:00       | 2027-01-01 00:00
            0 0 13 * fri       | 2026-07-27 00:00       | 2026-07-31 00:00
            0 0 13 * fri       | 2026-08-08 00:00       | 2026-08-13 00:00
            '  0  0   1  1  * '| 2026-12-31 23:59:59    | 2027-01-01 00:00
            30 2 29 3 *        | 2026-03-29 00:00       | 2026-03-29 02:30
            """)
    void comesNext(String expression, String after, String next) {
        assertThat(next(expression, after)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '*/5 * * *'     | has 4 fields; five are wanted
            '* * * * * *'   | has 6 fields; five are wanted
            ''              | has 1 fields; five are wanted
            60 * * * *      | "60" does not lie between 0 and 59
            * 24 * * *      | "24" does not lie between 0 and 23
            * * 0 * *       | "0" does not lie between 1 and 31
            * * * 13 *      | "13" does not lie between 1 and 12
            * * * * 8       | "8" does not lie between 0 and 7
            9-5 * * * *     | "9-5" does not lie between 0 and 59
            */0 * * * *     | "*/0" does not lie between 0 and 59
            -1 * * * *      | "-1" is none of *, a number, a range (1-5), a step (*/5), or a list
            1, * * * *      | "" is none of *, a number
            * * * * monday  | "monday" is no number and none of sun, mon
            often * * * *   | "often" is no number
            0 0 30 2 *      | "0 0 30 2 *" never comes
            5 seconds       | has 2 fields
            99999 * * * *   | "99999" is no number
            """)
    void saysWhatIsWrong(String expression, String complaint) {
        assertThatThrownBy(() -> next(expression, "2026-07-27 10:00"))
                .hasMessageContaining("cron: ")
                .hasMessageContaining(complaint);
    }

    private static String next(String expression, String after) {
        return JDBC.sql("""
                        SELECT to_char(cron_next_run(?, (? || '+00')::timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')""").params(expression, after).query(String.class).single();
    }
}
