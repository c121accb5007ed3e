package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address of the API may name: everything else is a 400 that says which part of it is wrong. */
class AddressOfFiguresTest extends ApiTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model=gpt%00                                      | model    | contains a NUL character
            provider=%00                                      | provider | contains a NUL character
            service=a&service=b%00                            | service  | contains a NUL character
            from=0000-01-01&to=0000-01-05                     | from     | outside of the years 1900 to 9999
            from=1899-12-31&to=1900-01-05                     | from     | outside of the years 1900 to 9999
            from=%2B12026-01-01&to=%2B12026-01-05             | from     | outside of the years 1900 to 9999
            from=-4800-01-01&to=-4800-01-05                   | from     | outside of the years 1900 to 9999
            from=%2B999999999-12-31&to=%2B999999999-12-31     | from     | outside of the years 1900 to 9999
            from=-999999999-01-01&to=-999999999-01-02         | from     | outside of the years 1900 to 9999
            from=%2B1000000000-01-01&to=2026-01-02            | from     | is no day like 2026-11-07
            metric=nonsense                                   | metric   | is none of cost, calls, tokens
            metric=COST                                       | metric   | is none of cost, calls, tokens
            metric=cost&metric=calls                          | metric   | is given more than once
            group=user                                        | group    | is none of provider, model
            modle=a                                           | modle    | is not known; there are range, from, to
            """)
    void namesWhatIsWrongWithIt(String query, String parameter, String message) {
        for (String view : new String[] {"summary", "daily-metrics", "model-costs"}) {
            var answer = program.get("/api/metrics/" + view + "?" + query);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            var errors = Program.json(answer).get("errors");
            assertThat(errors.get(0).get("parameter").asString()).isEqualTo(parameter);
            assertThat(errors.get(0).get("message").asString()).contains(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metric=tokens&group=provider",
                "metric=calls&group=model&range=7d",
                "from=1900-01-01&to=1900-01-05",
                "from=9999-12-01&to=9999-12-31",
                "model=a%7Cb&model=%F0%9F%8C%8A"
            })
    void takesWhateverAPagesAddressMayHold(String query) {
        for (String view : new String[] {"summary", "daily-metrics", "provider-performance"}) {
            assertThat(program.get("/api/metrics/" + view + "?" + query).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1000000000-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "9999-12-31T00:00:00Z",
                "+12026-01-01T00:00:00Z",
                "yesterday"
            })
    void anInstantThatNoRefreshWasEverWantedAtIsNone(String wanted) {
        var answer = program.get("/api/refresh/" + wanted);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Program.json(answer).get("errors").get(0).get("message").asString())
                .isEqualTo("is no instant as POST /api/refresh gives it in Location");
    }

    @Test
    void changedSettingsAreInTheNextAnswerWhateverTheETag() {
        var before = program.get("/api/metrics/summary");
        String tag = before.headers().firstValue("ETag").orElseThrow();
        assertThat(program.get("/api/metrics/summary", "If-None-Match", tag).statusCode())
                .isEqualTo(304);

        db.sql("UPDATE analytics_settings SET currency = 'JPY'").update();
        try {
            var after = program.get("/api/metrics/summary", "If-None-Match", tag);

            assertThat(after.statusCode()).isEqualTo(200);
            assertThat(Program.json(after).get("currency").asString()).isEqualTo("JPY");
        } finally {
            db.sql("UPDATE analytics_settings SET currency = 'USD'").update();
        }
    }
}
