package io.tidemark.bench;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Pages that open and close for ten minutes while calls come in: what is left of them in the application. */
final class LiveSoakBench {

    private static final int AT_ONCE = 40;
    private static final int PER_SECOND = 20;
    private static final int STAY_MS = 3_000;
    private static final String PAGE = "io.tidemark.dashboard.OverviewView";
    private static final String UI = "com.vaadin.flow.component.UI";

    private LiveSoakBench() {}

    /** What there is in the application while nobody looks. */
    private record Left(double heapMb, int threads, long sessions, long pages, long uis) {}

    /**
     * Runs it.
     *
     * @param sizes calls in the table, minutes; each may be left out from the end
     */
    static Report run(BenchServer postgres, List<Long> sizes) throws Exception {
        long calls = sizes.isEmpty() ? 1_000_000 : sizes.getFirst();
        long minutes = sizes.size() < 2 ? 10 : sizes.get(1);
        try (LiveDatabase database = new LiveDatabase(postgres, calls);
                LiveServer server = LiveServer.start(
                        // Sessions that nobody uses any more are to end while we look.
                        database.url(), "--server.servlet.session.timeout=60s", "--vaadin.closeIdleSessions=true")) {
            var inserts = new PacedInserts(database.url());
            inserts.start(PER_SECOND);
            long opened = openAndClose(server, TimeUnit.MINUTES.toNanos(1));
            Left before = left(server, database);
            System.err.println(before);
            opened += openAndClose(server, TimeUnit.MINUTES.toNanos(minutes));
            Left after = left(server, database);
            System.err.println(after);
            inserts.stop();
            return report(minutes, opened, before, after);
        }
    }

    /** Returns how many pages there were. */
    private static long openAndClose(LiveServer server, long nanos) throws Exception {
        URI address = server.address("/analytics");
        long end = System.nanoTime() + nanos;
        long opened = 0;
        while (System.nanoTime() < end) {
            try (HeadlessPages pages = new HeadlessPages()) {
                pages.open(address, AT_ONCE, () -> (text, at) -> {});
                if (opened == 0 && Math.min(server.instances(PAGE), server.instances(UI)) < AT_ONCE) {
                    throw new IllegalStateException(
                            "Open pages are not found in the heap, so neither would closed ones be");
                }
                opened += pages.count();
                TimeUnit.MILLISECONDS.sleep(STAY_MS);
            }
            System.err.printf("%,d pages%n", opened);
        }
        return opened;
    }

    private static Left left(LiveServer server, LiveDatabase database) throws Exception {
        // Until sessions have ended, connections that idle are closed and threads that wait have gone.
        TimeUnit.SECONDS.sleep(150);
        double heap = server.heap() / 1e6;
        return new Left(heap, server.threads(), database.sessions(), server.instances(PAGE), server.instances(UI));
    }

    private static Report report(long minutes, long opened, Left before, Left after) {
        Report report = new Report("live-soak");
        report.line(
                "%,d pages, %d at a time, opened and closed while %d calls a second came in; looked at while none was open: after one minute, and %d minutes later."
                        .formatted(opened, AT_ONCE, PER_SECOND, minutes));
        report.row("what", "after one minute", "at the end");
        report.row("heap, MB", "%.1f".formatted(before.heapMb), "%.1f".formatted(after.heapMb));
        row(report, "platform threads", before.threads, after.threads);
        row(report, "sessions in the database", before.sessions, after.sessions);
        row(report, "pages still referred to", before.pages, after.pages);
        row(report, "Vaadin UIs still referred to", before.uis, after.uis);
        return report;
    }

    private static void row(Report report, String what, long before, long after) {
        report.row(what, Long.toString(before), Long.toString(after));
    }
}
