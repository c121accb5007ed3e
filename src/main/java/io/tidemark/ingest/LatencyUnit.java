package io.tidemark.ingest;

import java.math.BigDecimal;

/** What a source's latencies are given in. */
public enum LatencyUnit {
    MILLISECONDS("milliseconds", 0),
    SECONDS("seconds", 3),
    MICROSECONDS("microseconds", -3),
    NANOSECONDS("nanoseconds", -6);

    private final String label;
    private final int powerOfTen;

    LatencyUnit(String label, int powerOfTen) {
        this.label = label;
        this.powerOfTen = powerOfTen;
    }

    /** Its name on a page. */
    public String label() {
        return label;
    }

    /** So much of it in milliseconds. */
    public BigDecimal toMilliseconds(BigDecimal value) {
        return value.scaleByPowerOfTen(powerOfTen);
    }
}
