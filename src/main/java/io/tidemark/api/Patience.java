package io.tidemark.api;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long whoever asks for a refresh wants to wait: {@code ?wait=false}, or the header Prefer of RFC 7240. */
final class Patience {

    private static final Pattern SECONDS = Pattern.compile("wait=\"?(\\d{1,6})\"?");

    private Patience() {}

    static Duration of(@Nullable String wait, @Nullable List<String> prefer, Duration longest) {
        if (wait != null && !wait.equals("true") && !wait.equals("false")) {
            throw new BadParameters(List.of(new BadParameters.Mistake("wait", "is neither true nor false", wait)));
        }
        if ("false".equals(wait)) {
            return Duration.ZERO;
        }
        var patience = longest;
        for (String header : prefer == null ? List.<String>of() : prefer) {
            for (String preference : header.toLowerCase(Locale.ROOT).split("[,;]", -1)) {
                var seconds = SECONDS.matcher(preference.strip());
                if (preference.strip().equals("respond-async")) {
                    patience = wait == null ? Duration.ZERO : patience;
                } else if (seconds.matches()) {
                    patience = min(patience, Duration.ofSeconds(Long.parseLong(seconds.group(1))));
                }
            }
        }
        return patience;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
