package io.tidemark.bench;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells from the number of calls that a page shows which inserts it contains, and how late each of them is. */
final class ShownCalls {

    private static final Pattern CALLS = Pattern.compile("\"([\\d,]+) calls\"");

    private final long before;
    private final PacedInserts inserts;
    private final Supplier<Lags> lags;
    private volatile int seen;

    /**
     * For one page.
     *
     * @param before how many calls it showed before the first insert
     */
    ShownCalls(long before, PacedInserts inserts, Supplier<Lags> lags) {
        this.before = before;
        this.inserts = inserts;
        this.lags = lags;
        seen = inserts.committed();
    }

    /** A message of the server, in Vaadin's protocol. */
    void message(String text, long at) {
        Matcher calls = CALLS.matcher(text);
        if (calls.find()) {
            shows(Long.parseLong(calls.group(1).replace(",", "")), at);
        }
    }

    /** The page showed so many calls at this instant of {@link System#nanoTime}. */
    synchronized void shows(long calls, long at) {
        int upTo = (int) (calls - before);
        for (int index = seen + 1; index <= upTo; index++) {
            lags.get().add(inserts.nanosSinceCommit(index, at));
        }
        seen = Math.max(seen, upTo);
    }

    /** The number of the newest insert that it has shown. */
    int newest() {
        return seen;
    }
}
