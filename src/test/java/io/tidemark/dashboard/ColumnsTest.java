package io.tidemark.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.analytics.Bucket;
import io.tidemark.analytics.Grain;
import io.tidemark.analytics.Percentiles;
import io.tidemark.analytics.Sums;
import io.tidemark.analytics.Totals;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long the columns of the chart are, and what stands under them. */
class ColumnsTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-28");
    private static final Totals NOTHING = new Totals(Sums.ZERO, 0, Percentiles.NONE);

    @Test
    void aPeriodIsShownByTheHourDayWeekOrMonth() {
        assertThat(hours("2026-11-28T00:00:00Z", 48).unit().title).isEqualTo("Hourly metrics");
        assertThat(days("2026-10-30", "2026-11-28").unit().title).isEqualTo("Daily metrics");
        assertThat(days("2026-01-01", "2026-11-28").unit().title).isEqualTo("Weekly metrics");
        assertThat(days("2024-01-01", "2026-11-28").unit().title).isEqualTo("Monthly metrics");
    }

    @Test
    void weeksBeginOnMondayAndOnlyWhatThePeriodHasIsInThem() {
        var weeks = days("2026-01-01", "2026-11-28");

        assertThat(weeks.list()).hasSize(48);
        assertThat(weeks.title(weeks.list().getFirst())).isEqualTo("Jan 1 to Jan 4, 2026");
        assertThat(weeks.title(weeks.list().get(1))).isEqualTo("Jan 5 to Jan 11, 2026");
        assertThat(weeks.title(weeks.list().getLast())).isEqualTo("Nov 23 to Nov 28, 2026 · still filling");
        assertThat(weeks.filling()).isEqualTo(47);
    }

    @Test
    void aColumnHoldsWhatItsDaysHold() {
        var months = days("2024-01-01", "2026-11-28");
        var calls = Sums.ZERO.plus(new Sums(2, 1, 0, 0, BigDecimal.ONE, 0));

        var perMonth =
                months.sums(LongStream.range(0, 1_063).mapToObj(_ -> calls).toList());

        assertThat(perMonth).hasSize(35);
        assertThat(perMonth.get(1).calls()).isEqualTo(2 * 29);
        assertThat(perMonth.stream().mapToLong(Sums::calls).sum()).isEqualTo(2 * 1_063);
    }

    @Test
    void hoursHaveTheDayWhereItBegins() {
        assertThat(labels(hours("2026-11-27T06:00:00Z", 24)))
                .containsExactly("08:00<br>Nov 27", "12:00", "16:00", "20:00", "00:00<br>Nov 28", "04:00");
        assertThat(labels(hours("2026-11-26T00:00:00Z", 48)))
                .containsExactly("00:00<br>Nov 26", "08:00", "16:00", "00:00<br>Nov 27", "08:00", "16:00");
    }

    @Test
    void daysHaveTheYearWhereItIsAnotherOne() {
        assertThat(labels(days("2026-10-30", "2026-11-28")))
                .containsExactly("Oct 31", "Nov 7", "Nov 14", "Nov 21", "today");
        assertThat(labels(days("2025-12-29", "2026-01-03")))
                .containsExactly("Dec 30<br>2025", "Jan 1<br>2026", "Jan 3");
    }

    @Test
    void weeksAndMonthsHaveTheYearWhereItBegins() {
        assertThat(labels(days("2025-09-01", "2026-11-28")))
                .containsExactly("Oct<br>2025", "Jan<br>2026", "Apr", "Jul", "Oct");
        assertThat(labels(days("2024-01-01", "2026-11-28")))
                .containsExactly("Jan<br>2024", "Jul", "Jan<br>2025", "Jul", "Jan<br>2026", "Jul");
        assertThat(labels(days("2019-03-01", "2026-11-28")))
                .containsExactly("2020", "2021", "2022", "2023", "2024", "2025", "2026");
    }

    private static List<String> labels(Columns of) {
        return ColumnLabels.of(of, TODAY).stream()
                .filter(label -> !label.isEmpty())
                .toList();
    }

    private static Columns days(String from, String to) {
        var buckets = LocalDate.parse(from)
                .datesUntil(LocalDate.parse(to).plusDays(1))
                .map(day ->
                        new Bucket(day.atStartOfDay(ZoneOffset.UTC).toInstant(), day, true, day.equals(TODAY), NOTHING))
                .toList();
        return Columns.of(buckets, Grain.DAY, ZoneOffset.UTC);
    }

    private static Columns hours(String from, int count) {
        var first = Instant.parse(from);
        var buckets = LongStream.range(0, count)
                .mapToObj(i -> first.plus(i, ChronoUnit.HOURS))
                .map(start -> {
                    var at = start.atOffset(ZoneOffset.UTC);
                    return new Bucket(start, at.toLocalDate(), at.getHour() == 0, false, NOTHING);
                })
                .toList();
        return Columns.of(buckets, Grain.HOUR, ZoneOffset.UTC);
    }
}
