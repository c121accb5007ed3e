package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.KeyScope;
import io.tidemark.security.keys.TestKeys;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Programs with a key that is good for what they do, and requests that no honest program sends. */
abstract class KeyAttacks {

    private static final int UNPROCESSABLE = 422;
    private static final int BAD = 400;

    @Test
    void recordsWithMoreUnknownFieldsThanAnybodyReads() throws Exception {
        String key = key("fields", KeyScope.INGEST);
        String fields = IntStream.range(0, 90_000)
                .mapToObj(i -> "\"gen_ai.usage.a_field_that_nobody_knows_%d\":1".formatted(i))
                .collect(Collectors.joining(",", "{", "}"));
        Attacks.leaveNothingBehind(() -> {
            for (int n = 0; n < 3; n++) {
                assertThat(send(key, fields)).isEqualTo(UNPROCESSABLE);
            }
        });
    }

    @Test
    void aBodyOfManyRecordsThatAreAllWrong() throws Exception {
        String key = key("records", KeyScope.INGEST);
        String records = IntStream.range(0, 200_000)
                .mapToObj(i -> "{\"latency_ms\":\"x%d\"}".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        Attacks.leaveNothingBehind(() -> assertThat(send(key, records)).isBetween(BAD, UNPROCESSABLE));
    }

    @Test
    void addressesOfFiguresThatNoTextCanHave() throws Exception {
        String key = key("figures", KeyScope.READ);
        Attacks.leaveNothingBehind(() -> {
            for (int n = 0; n < 200; n++) {
                assertThat(Attacks.attacker(9)
                                .get("/api/metrics/model-costs?provider=%00" + n, "X-API-Key", key)
                                .statusCode())
                        .isEqualTo(BAD);
            }
        });
    }

    private static int send(String key, String body) {
        return Attacks.attacker(9)
                .postJson("/api/usage", body, "X-API-Key", key)
                .statusCode();
    }

    private static String key(String name, KeyScope scope) {
        return TestKeys.create(Attacks.server().database().client(), name, scope);
    }
}
