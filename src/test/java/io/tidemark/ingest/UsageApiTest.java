package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestUsers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@OnHostileDatabaseToo
@HttpTest
class UsageApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient db;

    @Autowired
    ApiKeys keys;

    String key = "";

    @BeforeEach
    void startEmptyWithAKey() {
        db.sql("TRUNCATE api_usage").update();
        db.sql("DELETE FROM api_key").update();
        key = keys.create("Test", Set.of(KeyScope.INGEST), null, TestUsers.WHO).secret();
    }

    @Test
    void storesOneCallWithEveryField() throws Exception {
        var answer = post("""
                {"created_at": "2026-01-31T10:00:00.1234567+02:00", "user_id": "ana", "service_type": "chat",
                 "provider": "openai", "model": "gpt-4o", "status": "timeout", "request_id": "req_1",
                 "prompt_tokens": 1000, "cache_read_tokens": 300, "cache_creation_tokens": "200",
                 "completion_tokens": 50, "reasoning_tokens": 20,
                 "total_cost": 0.000000123456789012345678, "latency_ms": "812.5"}""");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
        Map<String, Object> row = onlyRow();
        assertThat(row)
                .containsEntry("user_id", "ana")
                .containsEntry("status", "timeout")
                .containsEntry("prompt_tokens", 1000L)
                .containsEntry("cache_creation_tokens", 200L)
                .containsEntry("total_cost", new BigDecimal("0.000000123456789012345678"))
                .containsEntry("latency_ms", new BigDecimal("812.5"))
                .containsEntry("source", "api");
        assertThat(db.sql("SELECT created_at = '2026-01-31T08:00:00.123456Z' FROM api_usage")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(db.sql("SELECT pg_xact_status(tx) FROM api_usage")
                        .query(String.class)
                        .single())
                .isEqualTo("committed");
    }

    @Test
    void keepsAStatusAsItCame() throws Exception {
        assertThat(post("{\"model\": \"gpt-4o\", \"status\": \"SUCCESS\"}").statusCode())
                .isEqualTo(201);

        assertThat(onlyRow()).containsEntry("status", "SUCCESS");
    }

    @Test
    void fillsInWhatIsNotSaid() throws Exception {
        assertThat(post("{\"model\": \"gpt-4o\", \"provider\": null, \"user_id\": \"  \"}")
                        .statusCode())
                .isEqualTo(201);

        assertThat(onlyRow())
                .containsEntry("status", "success")
                .containsEntry("prompt_tokens", 0L)
                .containsEntry("total_cost", null)
                .containsEntry("provider", null)
                .containsEntry("user_id", null);
        assertThat(db.sql("SELECT now() - created_at < interval '1 minute' FROM api_usage")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void storesAnArray() throws Exception {
        assertThat(post("[{\"model\":\"a\"},{\"model\":\"b\"}]").body()).isEqualTo("{\"accepted\":2}");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void storesOneObjectALine() throws Exception {
        var answer = send("application/x-ndjson", "{\"model\":\"a\"}\r\n{\"model\":\"b\"}\n\n{\"model\":\"c\"}");

        assertThat(answer.body()).isEqualTo("{\"accepted\":3}");
    }

    @Test
    void knowsOpenTelemetrysNames() throws Exception {
        post("""
                {"timestamp": 1769853600000, "gen_ai.provider.name": "anthropic",
                 "gen_ai.request.model": "claude", "gen_ai.response.model": "claude-sonnet-4",
                 "gen_ai.operation.name": "chat", "gen_ai.response.id": "msg_1", "user.id": "u1",
                 "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 7,
                 "cached_read_tokens": 3, "cached_write_tokens": 2}""");

        assertThat(onlyRow())
                .containsEntry("provider", "anthropic")
                .containsEntry("model", "claude-sonnet-4")
                .containsEntry("service_type", "chat")
                .containsEntry("request_id", "msg_1")
                .containsEntry("prompt_tokens", 12L)
                .containsEntry("cache_read_tokens", 3L)
                .containsEntry("cache_creation_tokens", 2L)
                .containsEntry("completion_tokens", 7L);
    }

    @Test
    void keepsSqlQuotesAndEmojiAsText() throws Exception {
        String model = "gpt-\"4\" 'o'; DROP TABLE api_usage; -- \\N \\. \t $$ 🌊";
        post("{\"model\": %s, \"user_id\": \"Robert'); DELETE FROM api_usage;--\"}".formatted(quoted(model)));

        assertThat(onlyRow())
                .containsEntry("model", model)
                .containsEntry("user_id", "Robert'); DELETE FROM api_usage;--");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"prompt_tokens": -5}                             | prompt_tokens     | must not be negative
            {"prompt_tokens": 1.5}                            | prompt_tokens     | must be a whole number
            {"prompt_tokens": 1e40}                           | prompt_tokens     | is too large
            {"prompt_tokens": 9223372036854775808}            | prompt_tokens     | must not be above 1000000000000
            {"prompt_tokens": [1]}                            | prompt_tokens     | must be a text or a number
            {"prompt_tokens": true}                           | prompt_tokens     | must be a text or a number
            {"prompt_tokens": 5, "cache_read_tokens": 6}      | prompt_tokens     | must contain cache_read_tokens
            {"completion_tokens": 5, "reasoning_tokens": 6}   | completion_tokens | must contain reasoning_tokens
            {"total_cost": NaN}                               | total_cost        | is not a number
            {"total_cost": "NaN"}                             | total_cost        | is not a number
            {"total_cost": "Infinity"}                        | total_cost        | is not a number
            {"total_cost": -Infinity}                         | total_cost        | is not a number
            {"total_cost": -0.01}                             | total_cost        | must not be negative
            {"total_cost": 1e999999999}                       | total_cost        | is too large
            {"total_cost": 1e-999999999}                      | total_cost        | has more than 30 decimals
            {"total_cost": "0,25"}                            | total_cost        | is not a number
            {"latency_ms": -1}                                | latency_ms        | must not be negative
            {"created_at": "20250-01-01T00:00:00Z"}           | created_at        | has a year out of range (20250)
            {"created_at": "2999-01-01T00:00:00Z"}            | created_at        | days ahead of now, which is
            {"created_at": "1969-12-31T23:59:59Z"}            | created_at        | has a year out of range
            {"created_at": "1970-01-01T00:00:00+02"}          | created_at        | lies before 1970
            {"created_at": "2026-02-30"}                      | created_at        | names a day or time that does not exist
            {"created_at": "yesterday"}                       | created_at        | is no time that can be read
            {"created_at": "01/02/2026"}                      | created_at        | does not say which number is the month
            {"model": "a\\u0000b"}                            | model             | contains a NUL character
            {"model": "\\ud83c"}                              | model             | contains half of a character
            {"modle": "a"}                                    | modle             | did you mean model?
            {"Prompt_Tokens": 1}                              | Prompt_Tokens     | did you mean prompt_tokens?
            {"tx": 1}                                         | tx                | is set by Tidemark
            {"prompt_tokens": 1, "input_tokens": 1}           | input_tokens      | is given twice (prompt_tokens)
            {}                                                | record            | says nothing about the call
            5                                                 | record            | must be an object
            """)
    void namesWhatIsWrong(String record, String field, String message) throws Exception {
        var answer = post("[{\"model\": \"fine\"},\n" + record + "]");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"errors\":[{\"record\":2,\"line\":2,\"field\":\"" + field + "\",")
                .contains(message)
                .contains("1 of 2 records cannot be taken; nothing was stored.");
        assertThat(count()).isZero();
    }

    @Test
    void takesCallsOfAClockThatIsAheadByNoMoreThanAnHour() throws Exception {
        String soon = Instant.now().plus(Duration.ofMinutes(50)).toString();
        String later = Instant.now().plus(Duration.ofHours(20)).toString();

        assertThat(post("{\"created_at\": \"%s\"}".formatted(soon)).statusCode())
                .isEqualTo(201);
        var answer = post("[{\"model\": \"fine\"}, {\"created_at\": \"%s\"}]".formatted(later));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"record\":2,", "\"field\":\"created_at\"")
                .containsPattern("lies (19|20) h ahead of now, which is 20[0-9-]+T[0-9:]+Z; at most 1 h is taken");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void limitsTheLengthOfTexts() throws Exception {
        assertThat(post("{\"model\": \"" + "m".repeat(200) + "\"}").statusCode())
                .isEqualTo(201);
        assertThat(post("{\"model\": \"" + "m".repeat(201) + "\"}").body()).contains("is longer than 200 characters");
        assertThat(post("{\"model\": \"" + "🌊".repeat(151) + "\"}").body()).contains("is longer than 600 bytes");
    }

    @Test
    void listsTheFirstProblemsAndCountsAll() throws Exception {
        var answer = post("[" + "{\"prompt_tokens\":-1},".repeat(149) + "{\"prompt_tokens\":-1}]");

        assertThat(answer.body())
                .contains("\"invalid\":150")
                .contains("\"record\":100,")
                .doesNotContain("\"record\":101,");
    }

    @Test
    @Timeout(15) // half of what comparing all these names with all that are known takes
    void namesTheFirstOfMoreUnknownFieldsThanAnyoneReads() throws Exception {
        var fields = IntStream.range(0, 90_000)
                .mapToObj(i -> "\"gen_ai.usage.a_field_that_nobody_knows_%d\":1".formatted(i))
                .collect(Collectors.joining(",", "{", "}"));

        var answer = post(fields);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"invalid\":1,")
                .contains("nobody_knows_99\"")
                .doesNotContain("knows_100\"");
        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model": "a"           | line 1, column
            {"model": "a",}         | line 1, column
            {"model": 'a'}          | line 1, column
            [{"model": "a"}         | line 1, column
            {"model": "a"} {}       | More follows the end of the document
            "model"                 | Expected an object or an array
            model,provider          | line 1, column
            """)
    void saysWhereJsonIsMalformed(String body, String message) throws Exception {
        var answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Malformed JSON").contains(message).contains("Nothing was stored.");
        assertThat(answer.body()).doesNotContain("tools.jackson", "io.tidemark", "Exception");
        assertThat(count()).isZero();
    }

    @Test
    void saysThatABodyIsNotUtf8() throws Exception {
        byte[] latin1 = "{\"model\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        var answer = HTTP.send(
                request("application/json")
                        .POST(BodyPublishers.ofByteArray(latin1))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "[]"})
    void refusesABodyWithoutCalls(String body) throws Exception {
        var answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The body holds no call.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", "?"})
    void refusesTypesThatAnyPageCouldSend(String type) throws Exception {
        var answer = send(type, "{\"model\":\"a\"}");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Type: application/json");
        assertThat(count()).isZero();
    }

    @Test
    void refusesRequestsFromPagesOfOtherSites() throws Exception {
        var answer = HTTP.send(
                request("application/json")
                        .header("Origin", "https://evil.example")
                        .POST(BodyPublishers.ofString("{\"model\":\"a\"}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(count()).isZero();
    }

    @Test
    void refusesWhatIsTooLargeWithoutReadingIt() throws Exception {
        var answer = post("[" + "{\"model\":\"a\"},".repeat(900_000) + "{}]");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("10,485,760 bytes");
        assertThat(count()).isZero();
    }

    @Test
    void refusesWhatTurnsOutTooLarge() throws Exception {
        byte[] body = "{\"model\":\"a\"}\n".repeat(900_000).getBytes(StandardCharsets.UTF_8);
        var answer = HTTP.send(
                request("application/x-ndjson")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(count()).isZero();
    }

    @Test
    void answersOtherMethodsWithAProblemToo() throws Exception {
        var answer = HTTP.send(request("application/json").GET().build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send("application/json", body);
    }

    private HttpResponse<String> send(String type, String body) throws IOException, InterruptedException {
        return HTTP.send(request(type).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String type) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/usage"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type);
    }

    private Map<String, Object> onlyRow() {
        return db.sql("SELECT * FROM api_usage").query().singleRow();
    }

    private long count() {
        return db.sql("SELECT count(*) FROM api_usage").query(Long.class).single();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + "\"";
    }
}
