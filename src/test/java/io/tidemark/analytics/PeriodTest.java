package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PeriodTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final ReadPeriod PERIODS = new ReadPeriod(DATABASE.client());

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-22T13:03:07Z");

    @AfterAll
    static void dropDatabase() {
        DATABASE.close();
    }

    @Test
    void theLastDayIsTheHourThatIsFillingAndThe23Before() {
        var period = period(Range.LAST_24_HOURS, NOW, BERLIN);

        assertThat(period.buckets()).hasSize(24).endsWith(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(period.filling()).isEqualTo(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(period.start()).isEqualTo(Instant.parse("2026-11-21T14:00:00Z"));
    }

    @Test
    void theHourThatIsFillingIsNotComparedAndNeitherIsItsLikeADayBefore() {
        var period = period(Range.LAST_24_HOURS, NOW, BERLIN);

        assertThat(period.comparedUpTo()).isEqualTo(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(period.previousStart()).isEqualTo(Instant.parse("2026-11-20T14:00:00Z"));
        assertThat(period.previousUpTo()).isEqualTo(Instant.parse("2026-11-21T13:00:00Z"));
    }

    @Test
    void thirtyDaysEndWithTodayAndAreComparedUpToTheSameHour() {
        var period = period(Range.LAST_30_DAYS, NOW, BERLIN);

        assertThat(period.buckets()).hasSize(30);
        assertThat(period.firstDay()).isEqualTo("2026-10-24");
        assertThat(period.lastDay()).isEqualTo("2026-11-22");
        assertThat(period.filling()).isEqualTo(Instant.parse("2026-11-21T23:00:00Z"));
        assertThat(period.previousStart()).isEqualTo(Instant.parse("2026-09-23T22:00:00Z"));
        assertThat(period.previousUpTo())
                .as("14:00 in Berlin in summer")
                .isEqualTo(Instant.parse("2026-10-23T12:00:00Z"));
    }

    @Test
    void daysThatAreOverAreComparedWhole() {
        var period = period(custom("2026-11-01", "2026-11-10"), NOW, BERLIN);

        assertThat(period.isStillFilling()).isFalse();
        assertThat(period.grain()).isEqualTo(Grain.DAY);
        assertThat(period.comparedUpTo()).isEqualTo(period.end());
        assertThat(period.previousStart()).isEqualTo(Instant.parse("2026-10-21T22:00:00Z"));
        assertThat(period.previousUpTo()).isEqualTo(period.start());
    }

    @Test
    void upToThreeDaysAreShownByTheHour() {
        assertThat(period(custom("2026-11-08", "2026-11-10"), NOW, BERLIN).buckets())
                .hasSize(72);
        assertThat(period(custom("2026-11-07", "2026-11-10"), NOW, BERLIN).buckets())
                .hasSize(4);
    }

    @Test
    void theDayOnWhichTheClockGoesBackHas25Hours() {
        assertThat(period(custom("2026-10-25", "2026-10-25"), NOW, BERLIN).buckets())
                .hasSize(25)
                .doesNotHaveDuplicates();
        assertThat(period(custom("2026-03-29", "2026-03-29"), NOW, BERLIN).buckets())
                .hasSize(23);
    }

    @Test
    void hoursAreThoseOfTheZoneWhereItIsHalfAnHourOff() {
        var period = period(Range.LAST_24_HOURS, NOW, ZoneId.of("Asia/Kolkata"));

        assertThat(period.filling()).isEqualTo(Instant.parse("2026-11-22T12:30:00Z"));
    }

    @Test
    void aRangeEndsToday() {
        var period = period(custom("2026-11-20", "2026-12-31"), NOW, BERLIN);

        assertThat(period.lastDay()).isEqualTo("2026-11-22");
    }

    @Test
    void hoursThatHaveNotBegunAreNotShown() {
        for (var lastDay : List.of("2026-11-22", "2026-11-23")) {
            var period = period(custom("2026-11-21", lastDay), NOW, BERLIN);

            assertThat(period.buckets()).hasSize(24 + 15).endsWith(Instant.parse("2026-11-22T13:00:00Z"));
            assertThat(period.end()).isEqualTo(Instant.parse("2026-11-22T14:00:00Z"));
        }
    }

    @Test
    void aRangeOfTheFutureIsEmpty() {
        assertThat(period(custom("2027-01-01", "2027-01-31"), NOW, BERLIN).buckets())
                .isEmpty();
    }

    @Test
    void aRangeHasItsDaysInOrderAndNotTooMany() {
        assertThatThrownBy(() -> custom("2026-11-10", "2026-11-01")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> custom("0001-01-01", "2026-11-01")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sumsTakeAsFewHoursAsMakeUpTheDifference() {
        var afternoon = period(Range.LAST_7_DAYS, NOW, BERLIN).sums();
        var morning =
                period(Range.LAST_7_DAYS, NOW.minusSeconds(8 * 3_600), BERLIN).sums();

        assertThat(afternoon)
                .contains(Span.without(
                        Span.PREVIOUS,
                        Grain.HOUR,
                        Instant.parse("2026-11-15T13:00:00Z"),
                        Instant.parse("2026-11-15T23:00:00Z")));
        assertThat(morning)
                .contains(Span.with(
                        Span.PREVIOUS,
                        Grain.HOUR,
                        Instant.parse("2026-11-14T23:00:00Z"),
                        Instant.parse("2026-11-15T05:00:00Z")));
    }

    @Test
    void aDayWithTwoMidnightsBeginsAtTheFirst() {
        var period = period(custom("2026-11-01", "2026-11-01"), NOW, ZoneId.of("America/Havana"));

        assertThat(period.start()).isEqualTo(Instant.parse("2026-11-01T04:00:00Z"));
        assertThat(period.slots()).hasSize(25).allMatch(slot -> slot.day().equals(LocalDate.parse("2026-11-01")));
        assertThat(period.slots().stream().filter(Slot::beginsDay)).hasSize(1);
    }

    @Test
    void aDayWithoutMidnightBeginsWhereTheClockGoesOn() {
        var period = period(custom("2018-11-04", "2018-11-04"), NOW, ZoneId.of("America/Sao_Paulo"));

        assertThat(period.start()).isEqualTo(Instant.parse("2018-11-04T03:00:00Z"));
        assertThat(period.slots()).hasSize(23);
        assertThat(period.slots().getFirst().beginsDay()).isTrue();
    }

    @Test
    void aDayThatAZoneLeftOutIsNotShown() {
        var apia = ZoneId.of("Pacific/Apia");

        assertThat(period(custom("2011-12-28", "2012-01-02"), NOW, apia).slots())
                .extracting(slot -> slot.day().toString())
                .containsExactly("2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02");
        assertThat(period(custom("2011-12-30", "2011-12-30"), NOW, apia).slots())
                .isEmpty();
    }

    @Test
    void theLastHourOfADayEndsWithIt() {
        var period = period(custom("2026-10-04", "2026-10-04"), NOW, ZoneId.of("Australia/Lord_Howe"));

        assertThat(period.slots()).hasSize(24);
        assertThat(period.slots().getLast().start()).isEqualTo(period.end().minusSeconds(1_800));
    }

    @Test
    void theHoursOfTodayAreComparedWithTheSameHoursWhereTheDayBeforeHadFewer() {
        var fourPm = Instant.parse("2026-03-30T14:20:00Z");

        var period = period(custom("2026-03-30", "2026-03-30"), fourPm, BERLIN);

        assertThat(period.comparedUpTo()).isEqualTo(Instant.parse("2026-03-30T14:00:00Z"));
        assertThat(period.previousUpTo()).isEqualTo(Instant.parse("2026-03-29T14:00:00Z"));
        assertThat(period.previousStart()).isEqualTo(Instant.parse("2026-03-28T23:00:00Z"));
    }

    private static Period period(Range range, Instant asOf, ZoneId zone) {
        return PERIODS.period(range, asOf, zone);
    }

    private static Range custom(String from, String to) {
        return Range.custom(LocalDate.parse(from), LocalDate.parse(to));
    }
}
