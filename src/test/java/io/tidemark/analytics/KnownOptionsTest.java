package io.tidemark.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the options of a filter are read again. */
class KnownOptionsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T14:03:07Z");
    private static final Period PERIOD = Period.of(Range.LAST_30_DAYS, NOW, ZoneOffset.UTC);
    private static final ModelName KNOWN = new ModelName("openai", "gpt-4o");
    private static final ModelName NEW = new ModelName("openai", "gpt-5");

    private final KnownOptions options = new KnownOptions();
    private int reads;

    @Test
    void areKeptFromOneRefreshToTheNext() {
        read(NOW, List.of(KNOWN));
        read(NOW.plusSeconds(29), List.of(KNOWN));

        assertThat(reads).isEqualTo(1);
    }

    @Test
    void areReadAgainWhenAModelShowsThatIsNotAmongThem() {
        read(NOW, List.of(KNOWN));
        read(NOW.plusMillis(200), List.of(KNOWN, NEW));

        assertThat(reads).isEqualTo(2);
    }

    @Test
    void areReadAgainAfterAWhileAndWhenTheClockWasSet() {
        read(NOW, List.of(KNOWN));
        read(NOW.plusSeconds(31), List.of(KNOWN));
        read(NOW.minusSeconds(3_600), List.of(KNOWN));

        assertThat(reads).isEqualTo(3);
    }

    @Test
    void areThoseOfThePeriod() {
        read(NOW, List.of(KNOWN));
        options.of(Period.of(Range.LAST_7_DAYS, NOW, ZoneOffset.UTC), NOW, List.of(), this::read);

        assertThat(reads).isEqualTo(2);
    }

    private void read(Instant now, List<ModelName> shown) {
        options.of(PERIOD, now, shown, this::read);
    }

    private Options read() {
        reads++;
        return new Options(List.of(KNOWN), List.of("chat"));
    }
}
