package io.tidemark.admin;

import java.math.BigDecimal;
import java.math.MathContext;

/** Writes sizes as PostgreSQL does: {@code 48 kB}, {@code 1.3 GB}, a kB being 1024 bytes. */
final class Bytes {

    private Bytes() {}

    static String of(double bytes) {
        var units = new String[] {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        while (bytes >= 1_000 && unit < units.length - 1) {
            bytes /= 1024;
            unit++;
        }
        var rounded = bytes >= 100 || unit == 0
                ? BigDecimal.valueOf(Math.round(bytes))
                : BigDecimal.valueOf(bytes).round(new MathContext(2));
        return rounded.toPlainString() + "\u00a0" + units[unit];
    }
}
