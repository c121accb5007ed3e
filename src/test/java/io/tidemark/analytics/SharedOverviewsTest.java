package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Until;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many pages, one reading. */
class SharedOverviewsTest {

    private static final UsageQuery WEEK = new UsageQuery(Range.LAST_7_DAYS, UsageFilter.NONE);
    private static final UsageQuery DAY = new UsageQuery(Range.LAST_24_HOURS, UsageFilter.NONE);

    private final LinkedBlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final SharedOverviews overviews = new SharedOverviews(this::read);

    @Test
    void fiveHundredPagesShareOneReading() throws Exception {
        var pages =
                IntStream.range(0, 500).mapToObj(_ -> overviews.overview(WEEK)).toList();

        var figures = overview();
        readings.take().end(figures);

        assertThat(pages)
                .allSatisfy(
                        page -> assertThat(page).succeedsWithin(Until.LONGEST).isSameAs(figures));
        assertThat(overviews.overview(WEEK)).isCompletedWithValue(figures);
        assertThat(readings).isEmpty();
    }

    @Test
    void othersQueriesAreReadByThemselves() throws Exception {
        overviews.overview(WEEK);
        overviews.overview(DAY);

        assertThat(Set.of(readings.take().query, readings.take().query)).containsExactlyInAnyOrder(WEEK, DAY);
    }

    @Test
    void afterARefreshTheyAreReadAnewOnce() throws Exception {
        overviews.overview(WEEK);
        readings.take().end(overview());
        var refresh = Instant.parse("2026-11-22T14:03:07Z");

        overviews.moveOn(refresh);
        var one = overviews.overview(WEEK);
        overviews.moveOn(refresh); // another one heard of it too
        var other = overviews.overview(WEEK);

        var figures = overview();
        readings.take().end(figures);
        assertThat(one).succeedsWithin(Until.LONGEST).isSameAs(figures);
        assertThat(other).succeedsWithin(Until.LONGEST).isSameAs(figures);
        assertThat(readings).isEmpty();
    }

    @Test
    void aReadingFromBeforeTheRefreshIsNotForThoseWhoAskAfterIt() throws Exception {
        var before = overviews.overview(WEEK);
        var slow = readings.take();
        var after = new ArrayList<CompletableFuture<Overview>>();
        for (int refresh = 0; refresh < 20; refresh++) {
            overviews.moveOn();
            after.add(overviews.overview(WEEK));
        }
        assertThat(readings).isEmpty();

        var old = overview();
        slow.end(old);
        var figures = overview();
        readings.take().end(figures);

        assertThat(before).succeedsWithin(Until.LONGEST).isSameAs(old);
        assertThat(after)
                .allSatisfy(
                        page -> assertThat(page).succeedsWithin(Until.LONGEST).isSameAs(figures));
        assertThat(readings).isEmpty();
    }

    @Test
    void aFailureIsToldToThoseWhoWaitAndThenForgotten() throws Exception {
        var failing = overviews.overview(WEEK);
        readings.take().result.completeExceptionally(new IllegalStateException("no database"));
        assertThat(failing).failsWithin(Until.LONGEST);

        var again = overviews.overview(WEEK);
        var figures = overview();
        readings.take().end(figures);

        assertThat(again).succeedsWithin(Until.LONGEST).isSameAs(figures);
    }

    @Test
    void onePageThatGivesUpDoesNotTakeTheReadingFromOthers() throws Exception {
        var impatient = overviews.overview(WEEK);
        var patient = overviews.overview(WEEK);
        impatient.cancel(true);

        var figures = overview();
        readings.take().end(figures);

        assertThat(patient).succeedsWithin(Until.LONGEST).isSameAs(figures);
    }

    @Test
    void onlySoManyAreKept() throws Exception {
        List<UsageQuery> queries = IntStream.rangeClosed(0, SharedOverviews.MOST_KEPT)
                .mapToObj(i ->
                        new UsageQuery(Range.LAST_7_DAYS, new UsageFilter(Set.of("provider " + i), Set.of(), Set.of())))
                .toList();
        for (var query : queries) {
            var asked = overviews.overview(query);
            readings.take().end(overview());
            assertThat(asked).succeedsWithin(Until.LONGEST);
        }

        assertThat(overviews.overview(queries.getLast())).isDone();
        assertThat(overviews.overview(queries.getFirst())).isNotDone();
    }

    private Overview read(UsageQuery query) {
        var reading = new Reading(query, new CompletableFuture<>());
        readings.add(reading);
        return reading.result.join();
    }

    private static Overview overview() {
        return new Overview(
                WEEK,
                null,
                "USD",
                null,
                List.of(),
                null,
                Totals.NONE,
                Totals.NONE,
                Totals.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                0,
                true,
                false);
    }

    private record Reading(UsageQuery query, CompletableFuture<Overview> result) {
        void end(Overview with) {
            result.complete(with);
        }
    }
}
