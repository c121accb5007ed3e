package io.tidemark.bench;

import io.tidemark.analytics.ReadTimes;
import io.tidemark.testing.Chromium;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How soon a committed call is on every open page: commit to message on real websockets, commit to painted in a real
 * Chromium, with 200 and with 500 pages open, and what they cost. Application and database run in processes of their
 * own, on the same machine as browser and client.
 */
final class LiveBench {

    private static final int READINGS = 200;
    private static final int LOADS = 15;
    private static final int CLICKS = 40;
    private static final int PER_SECOND = 100;
    private static final int WARM_UP_S = 20;
    private static final int AT_REST_S = 30;
    private static final int CALM_S = 20;

    private final LiveDatabase database;
    private final LiveServer server;
    private final Report report;
    private final HeadlessPages pages = new HeadlessPages();
    private final List<ShownCalls> shown = new CopyOnWriteArrayList<>();
    private final PacedInserts inserts;
    private final LongAdder messages = new LongAdder();
    private final LongAdder characters = new LongAdder();
    private final int seconds;
    private long before;
    private volatile Lags lags = new Lags();

    private LiveBench(LiveDatabase database, LiveServer server, Report report, int seconds) {
        this.database = database;
        this.server = server;
        this.report = report;
        this.seconds = seconds;
        inserts = new PacedInserts(database.url());
    }

    /**
     * Runs all of it.
     *
     * @param sizes calls in the table, most pages, seconds of inserting; each may be left out from the end
     */
    static Report run(BenchServer postgres, List<Long> sizes) throws Exception {
        long calls = sizes.isEmpty() ? 10_000_000 : sizes.getFirst();
        int most = sizes.size() < 2 ? 500 : sizes.get(1).intValue();
        int seconds = sizes.size() < 3 ? 30 : sizes.get(2).intValue();
        Report report = new Report("live");
        try (LiveDatabase database = new LiveDatabase(postgres, calls)) {
            report.line(
                    "%,d calls over two months; application, database, browser and client share the processors. Strategy `TRIGGER`, %d single inserts a second for %d s, after %d s of the same to warm up."
                            .formatted(calls, PER_SECOND, seconds, WARM_UP_S));
            report.row("what", "bar", "found");
            readTimes(database, report);
            try (LiveServer server = LiveServer.start(database.url())) {
                LiveBench bench = new LiveBench(database, server, report, seconds);
                try {
                    bench.firstLoadAndFilter();
                    bench.manyPages(Math.min(200, most), most);
                } finally {
                    bench.pages.close();
                    Chromium.close();
                }
            }
            report.line(
                    database.isRight()
                            ? "`verify_analytics_views()` finds no difference afterwards."
                            : "**The figures are wrong.**");
        }
        return report;
    }

    private static void readTimes(LiveDatabase database, Report report) {
        System.err.println("Data of the page");
        ReadTimes.measure(database.url(), "tidemark", READINGS)
                .forEach((name, times) -> row(
                        report,
                        "all data of the page, %s: p50 / p95".formatted(name),
                        name.equals(ReadTimes.FIRST) ? "25 ms (p95)" : "",
                        "%.1f / %.1f ms".formatted(percentile(times, 50), percentile(times, 95))));
    }

    private void firstLoadAndFilter() {
        System.err.println("First load");
        for (int warmUp = 0; warmUp < 20; warmUp++) {
            LiveBrowser.open(analytics()).close();
        }
        double[] figures = new double[LOADS];
        double[] views = new double[LOADS];
        double[] charts = new double[LOADS];
        for (int load = 0; load < LOADS; load++) {
            try (LiveBrowser browser = LiveBrowser.open(analytics())) {
                figures[load] = browser.figuresAfter();
                views[load] = browser.viewAfter();
                charts[load] = browser.chartsAfter();
            }
        }
        row("first load, empty cache: first figures painted, p50 / p95", "1,200 ms", spread(figures));
        row("first load, empty cache: view painted in their place, p50 / p95", "", spread(views));
        row("first load, empty cache: charts painted, p50 / p95", "2,000 ms", spread(charts));

        System.err.println("Filter");
        try (LiveBrowser browser = LiveBrowser.open(analytics())) {
            var items = browser.openFilter();
            int providers = items.count();
            clicks(2 * providers, click -> browser.click(items.nth(click % providers)));
            row(
                    "filter change: click to painted, p50 / p95",
                    "150 ms (p95)",
                    spread(clicks(CLICKS, click -> browser.click(items.nth(click % providers)))));
        }
    }

    private interface Click {
        double take(int number);
    }

    private static double[] clicks(int count, Click click) {
        double[] times = new double[count];
        for (int number = 0; number < count; number++) {
            times[number] = click.take(number);
        }
        return times;
    }

    private void manyPages(int some, int most) throws Exception {
        before = database.shownCalls();
        open(1);
        Load one = chromium("one other page open", "300 / 1,000 ms");
        double statementsOfOne = statementsARefresh();
        long heapOfOne = server.heap();

        open(some - 1);
        Load load = chromium("%d other pages open".formatted(some), "");
        row("commit → push received, %d pages: p50 / p99".formatted(some), "600 ms (p99)", spread(load.lags));

        open(most - some);
        long heapOfMost = server.heap();
        warmUp();
        Load all = load();
        double statementsOfMost = statementsARefresh();
        row("commit → push received, %d pages: p50 / p99".formatted(most), "", spread(all.lags));
        row(
                "commit → push received, %d pages: whoever was most behind".formatted(most),
                "2,000 ms",
                "%,d ms; %d pages missed something".formatted(all.lags.worst(), all.behind));
        row(
                "memory a page (%,d MB of heap with one page, %,d MB with %d)"
                        .formatted(heapOfOne >> 20, heapOfMost >> 20, most),
                "0.5 MB",
                "%.2f MB".formatted((heapOfMost - heapOfOne) / (most - 1.0) / (1 << 20)));
        row(
                "statements a refresh: with one page / with %d".formatted(most),
                "no more",
                "%.1f / %.1f".formatted(statementsOfOne, statementsOfMost));
        row(
                "refreshes a second meanwhile: with one page / with %d".formatted(most),
                "",
                "%.1f / %.1f".formatted(one.refreshesASecond, all.refreshesASecond));
        atRest(most);
        row(
                "a message: how long, on average of %,d".formatted(messages.sum()),
                "",
                "%.1f kB".formatted(characters.sum() / 1e3 / messages.sum()));
        row("connections lost meanwhile", "0", Long.toString(pages.broken()));
    }

    /** Has a real browser open the page too while calls are inserted. */
    private Load chromium(String name, String bar) throws Exception {
        try (LiveBrowser browser = LiveBrowser.open(analytics())) {
            warmUp();
            Lags painted = new Lags();
            var shows = new ShownCalls(before, inserts, () -> painted);
            browser.forget();
            double busy = browser.busySeconds();
            long epoch = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
            long start = System.nanoTime();
            Load load = load();
            double elapsed = (System.nanoTime() - start) / 1e9;
            busy = browser.busySeconds() - busy;
            var paints = browser.painted();
            paints.forEach(paint -> shows.shows(paint.calls(), (long) (paint.atEpochMs() * 1e6) - epoch));
            row("commit → painted in Chromium, %s: p50 / p99".formatted(name), bar, spread(painted));
            row(
                    "Chromium meanwhile: paints a second, main thread busy",
                    "",
                    "%.1f, %.0f %%".formatted(paints.size() / elapsed, 100 * busy / elapsed));
            return load;
        }
    }

    private void atRest(int most) throws Exception {
        System.err.printf("At rest for %d s%n", AT_REST_S);
        TimeUnit.SECONDS.sleep(WARM_UP_S);
        long application = server.processorTime();
        long postgres = database.processorTime();
        TimeUnit.SECONDS.sleep(AT_REST_S);
        row(
                "processor time at rest with %d pages: application / database, of one processor".formatted(most),
                "5 %",
                "%.1f / %.1f %%"
                        .formatted(
                                (server.processorTime() - application) / (AT_REST_S * 1e7),
                                (database.processorTime() - postgres) / (AT_REST_S * 1e7)));
    }

    /** What happened while calls were inserted. */
    private record Load(Lags lags, long behind, double refreshesASecond) {}

    /** The same as {@link #load()}, counted by nobody. */
    private void warmUp() throws Exception {
        lags = new Lags();
        inserts.start(PER_SECOND);
        TimeUnit.SECONDS.sleep(WARM_UP_S);
        awaitShown(inserts.stop());
    }

    private void awaitShown(int last) throws InterruptedException {
        for (int turn = 0; turn < 100 && behind(last) > 0; turn++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Load load() throws Exception {
        System.err.printf("%d pages, %d inserts a second for %d s%n", pages.count(), PER_SECOND, seconds);
        Lags current = new Lags();
        lags = current;
        long refreshes = database.refreshes();
        inserts.start(PER_SECOND);
        TimeUnit.SECONDS.sleep(seconds);
        int last = inserts.stop();
        awaitShown(last);
        return new Load(current, behind(last), (database.refreshes() - refreshes) / (double) seconds);
    }

    /** With a pause after each call, so that every refresh is one that every page paints. */
    private double statementsARefresh() throws Exception {
        long statements = database.statements();
        long refreshes = database.refreshes();
        inserts.start(1);
        TimeUnit.SECONDS.sleep(CALM_S);
        inserts.stop();
        return (database.statements() - statements) / (double) (database.refreshes() - refreshes);
    }

    private long behind(int last) {
        return shown.stream().filter(page -> page.newest() < last).count();
    }

    private void open(int count) throws Exception {
        System.err.printf("Opening %d pages%n", count);
        pages.open(analytics(), count, () -> {
            var page = new ShownCalls(before, inserts, () -> lags);
            shown.add(page);
            return (text, at) -> {
                if (text.contains("\"async\":true")) {
                    messages.increment();
                    characters.add(text.length());
                }
                page.message(text, at);
            };
        });
    }

    private URI analytics() {
        return server.address("/analytics");
    }

    private void row(String what, String bar, String found) {
        row(report, what, bar, found);
    }

    private static void row(Report report, String what, String bar, String found) {
        System.err.printf("%s: %s%s%n", what, found, bar.isEmpty() ? "" : " (bar: " + bar + ")");
        report.row(what, bar, found);
    }

    private static String spread(Lags lags) {
        return "%,d / %,d ms".formatted(lags.percentile(50), lags.percentile(99));
    }

    private static String spread(double[] milliseconds) {
        return "%,.0f / %,.0f ms".formatted(percentile(milliseconds, 50), percentile(milliseconds, 95));
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }
}
