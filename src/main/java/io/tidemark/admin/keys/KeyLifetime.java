package io.tidemark.admin.keys;

import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** How long a key is to be accepted. */
enum KeyLifetime {
    MONTH("In 30 days", Period.ofDays(30)),
    QUARTER("In 90 days", Period.ofDays(90)),
    YEAR("In a year", Period.ofYears(1)),
    FOREVER("Never", Period.ZERO);

    private final String label;
    private final Period period;

    KeyLifetime(String label, Period period) {
        this.label = label;
        this.period = period;
    }

    String label() {
        return label;
    }

    /** When it ends, if it begins now; null for never. */
    @Nullable
    Instant end() {
        return period.isZero()
                ? null
                : InstantSource.system()
                        .instant()
                        .atZone(ZoneOffset.UTC)
                        .plus(period)
                        .toInstant();
    }
}
