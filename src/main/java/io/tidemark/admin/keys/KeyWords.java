package io.tidemark.admin.keys;

import io.tidemark.security.keys.ApiKey;
import io.tidemark.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What there is to say of a key, in words. */
record KeyWords(ApiKey key, Instant now) {

    private static final Duration SOON = Duration.ofDays(14);

    String lastUsed() {
        return key.lastUsedAt() == null ? "never" : ago(key.lastUsedAt());
    }

    String lastUsedExactly() {
        return key.lastUsedAt() == null ? "" : exactly(key.lastUsedAt()) + ", to the minute";
    }

    String created() {
        return day(key.createdAt()) + " by " + key.createdBy();
    }

    String createdExactly() {
        return exactly(key.createdAt());
    }

    String expiry() {
        Instant at = key.expiresAt();
        if (at == null) {
            return "never";
        }
        return expiresSoon() ? "in " + count(now, at) : day(at);
    }

    String expiryExactly() {
        return key.expiresAt() == null ? "" : exactly(key.expiresAt());
    }

    boolean expiresSoon() {
        return key.state() == ApiKey.State.ACTIVE
                && key.expiresAt() != null
                && key.expiresAt().isBefore(now.plus(SOON));
    }

    String state() {
        return key.state() == ApiKey.State.REVOKED && key.revokedAt() != null
                ? "Revoked " + day(key.revokedAt()) + " by " + key.revokedBy()
                : "Expired";
    }

    private String ago(Instant then) {
        return then.isAfter(now.minus(Duration.ofMinutes(2))) ? "just now" : count(then, now) + " ago";
    }

    private static String count(Instant from, Instant to) {
        for (var unit : new ChronoUnit[] {ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES}) {
            long count = unit.between(from, to);
            if (count > 0) {
                String name = unit.toString().toLowerCase(Locale.ROOT);
                return count + " " + (count == 1 ? name.substring(0, name.length() - 1) : name);
            }
        }
        return "a minute";
    }

    private static String day(Instant instant) {
        return Times.dayOfYear(instant.atZone(ZoneOffset.UTC).toLocalDate());
    }

    private static String exactly(@Nullable Instant instant) {
        return instant == null ? "" : day(instant) + ", " + Times.clock(instant, ZoneOffset.UTC) + " UTC";
    }
}
