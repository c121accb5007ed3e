package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Program;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every address under /api answers when it is asked wrongly. */
class ApiAddressesTest extends ApiTest {

    private static final byte[] TOO_LARGE = new byte[11 * 1024 * 1024];

    @Test
    void anAddressThatLeadsNowhereIsAnsweredWithAProblem() {
        var answer = program.get("/api/nonsense");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Program.json(answer).get("detail").asString()).contains("/api/docs");
        assertThat(Program.json(answer).get("instance").asString()).isEqualTo("/api/nonsense");
    }

    @ParameterizedTest
    @CsvSource({"/api/usage, POST", "/api/refresh, POST"})
    void anotherMethodIsAnsweredWithAProblemThatNamesTheRightOne(String path, String allowed) {
        var answer = program.get(path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({"/api/usage", "/api/refresh", "/api/status", "/api/nonsense", "/api/docs", "/analytics", "/login"})
    void aBodyThatSaysItIsTooLargeIsRefused(String path) {
        var answer = program.post(path, BodyPublishers.ofByteArray(TOO_LARGE));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Program.json(answer).get("detail").asString()).contains("10,485,760 bytes");
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() {
        var records =
                "{\"model\":\"%s\"}\n".formatted("m".repeat(200)).repeat(60_000).getBytes(StandardCharsets.UTF_8);
        var chunked = program.send(program.request("/api/usage", "Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(records))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(Program.json(chunked).get("detail").asString()).contains("10,485,760 bytes");
    }
}
