package io.tidemark.analytics;

import java.nio.ByteBuffer;

/** Calls by latency, in the bins of the database's {@code latency_bin()}: they add like counts. */
final class Latencies {

    private static final int NOT_POSITIVE = -32_768;
    private static final int LOWEST = -256;
    private static final int BINS = 1_024;
    private static final double GROWTH = 1.02 / 0.98;

    // As array_send() writes an array: three numbers, for its only dimension two more, then length and value of each.
    private static final int LENGTH_AT = 12;
    private static final int VALUES_AT = 20;

    private final long[] calls = new long[BINS];

    /**
     * Adds the calls of one cell, or takes them away.
     *
     * @param bins what array_send() makes of latency_bins
     * @param binCalls what it makes of latency_bin_calls
     */
    void add(ByteBuffer bins, ByteBuffer binCalls, int sign) {
        if (bins.limit() < VALUES_AT) {
            return;
        }
        int length = bins.getInt(LENGTH_AT);
        for (int i = 0; i < length; i++) {
            short bin = bins.getShort(VALUES_AT + i * (Integer.BYTES + Short.BYTES) + Integer.BYTES);
            long count = binCalls.getLong(VALUES_AT + i * (Integer.BYTES + Long.BYTES) + Integer.BYTES);
            calls[index(bin)] += sign * count;
        }
    }

    private static int index(short bin) {
        return bin == NOT_POSITIVE ? 0 : bin - LOWEST;
    }

    /** What {@code latency_percentiles()} says of these calls. */
    Percentiles percentiles() {
        long total = 0;
        for (long count : calls) {
            total += count;
        }
        return total == 0 ? Percentiles.NONE : new Percentiles(atRank(50, total), atRank(95, total), atRank(99, total));
    }

    private double atRank(long percent, long total) {
        int index = 0;
        for (long upTo = calls[0]; upTo * 100 < percent * total; upTo += calls[index]) {
            index++;
        }
        return index == 0 ? 0 : 0.98 * Math.pow(GROWTH, index + LOWEST);
    }
}
