package io.tidemark.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.RunningServer;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A server in whose heap there is no room for anybody. */
class HeapWatchTest {

    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    @Test
    void whereMemoryIsShortWhoeverIsThereStaysAndNobodyNewIsLetIn() {
        try (var database = TestDatabase.create();
                var server = RunningServer.start(database, 0, "--tidemark.limits.heap-percent=1")) {
            System.gc();
            Until.asserted(
                    () -> assertThat(server.bean(HeapWatch.class).isShort()).isTrue());

            HttpResponse<String> refused = new HttpVisitor(server.port()).get("/login");
            assertThat(refused.statusCode()).isEqualTo(UNAVAILABLE);
            assertThat(refused.body()).contains("no room for another visitor");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(new HttpVisitor(server.port()).get("/api/status").statusCode())
                    .as("what is for programs begins no session")
                    .isEqualTo(UNAUTHORIZED);
        }
    }
}
