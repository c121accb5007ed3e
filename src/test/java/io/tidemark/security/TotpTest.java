package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** Of RFC 6238, appendix B: the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfTheStandard(long second, String code) {
        assertThat(Totp.code(SECRET, second / Totp.STEP_SECONDS)).isEqualTo(code);
    }

    @Test
    void aCodeIsTakenAStepEarlyAndAStepLateAndNotLater() {
        String code = Totp.code(SECRET, 100);

        for (long step : new long[] {99, 100, 101}) {
            assertThat(Totp.stepOf(code, SECRET, Instant.ofEpochSecond(step * 30)))
                    .hasValue(100);
        }
        assertThat(Totp.stepOf(code, SECRET, Instant.ofEpochSecond(98 * 30))).isEmpty();
        assertThat(Totp.stepOf(code, SECRET, Instant.ofEpochSecond(102 * 30))).isEmpty();
        assertThat(Totp.stepOf("", SECRET, Instant.ofEpochSecond(3_000))).isEmpty();
    }

    /** Of RFC 4648, without the padding that apps do not want. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void secretsAreSpeltAsAppsReadThem(String bytes, String text) {
        assertThat(Totp.base32(bytes.getBytes(StandardCharsets.US_ASCII))).isEqualTo(text);
    }
}
