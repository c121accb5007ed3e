package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {"tidemark.api.requests-per-minute.key=5", "tidemark.api.requests-per-minute.address=30"})
class RateLimitApiTest extends ApiTest {

    @Test
    void aKeyAndAnAddressMayAskSoOftenAndNoMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(program.get("/api/status").statusCode()).isEqualTo(200);
        }
        var tooMany = program.get("/api/status");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(tooMany.headers()
                        .firstValue("Retry-After")
                        .map(Integer::parseInt)
                        .orElseThrow())
                .isBetween(1, 12);
        assertThat(Program.json(tooMany).get("detail").asString())
                .startsWith("This key has made more than its 5 requests a minute.");

        var other = Program.withKey(
                port,
                keys.create("Other", Set.of(KeyScope.READ), null, TestUsers.WHO).secret());
        assertThat(other.get("/api/status").statusCode()).isEqualTo(200);

        var nobody = Program.withoutKey(port);
        for (int i = 0; i < 23; i++) {
            assertThat(nobody.get("/api/status").statusCode()).isEqualTo(401);
        }
        assertThat(Program.json(nobody.get("/api/status")).get("detail").asString())
                .startsWith("This address has made more than its 30 requests a minute.");
        assertThat(nobody.get("/login").statusCode()).isNotEqualTo(429);
    }
}
