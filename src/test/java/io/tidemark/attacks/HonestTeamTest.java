package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.KeyScope;
import io.tidemark.security.keys.TestKeys;
import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.PushSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no limit may get in the way of: a team behind one address, and its gateway. */
class HonestTeamTest {

    private static final int PAGES = 200;
    private static final int REQUESTS = 2_000;
    private static final int CREATED = 201;

    private final List<PushSocket> sockets = new ArrayList<>();

    @AfterEach
    void leave() {
        sockets.forEach(PushSocket::abort);
    }

    @Test
    void twoHundredPagesAndAGatewayBehindOneAddressAreNotLimited() throws Exception {
        try (var server = AttackedServer.start("-Xmx512m")) {
            List<HttpVisitor> team = new ArrayList<>();
            List<BarePage> pages = new ArrayList<>();
            for (int n = 0; n < PAGES; n++) {
                var colleague = new HttpVisitor(server.port());
                var page = BarePage.open(colleague, "/analytics");
                team.add(colleague);
                pages.add(page);
                sockets.add(PushSocket.open(server.port(), colleague.cookies(), page.pushQuery()));
            }
            String key = TestKeys.create(server.database().client(), "Gateway", KeyScope.INGEST);
            var gateway = new HttpVisitor(server.port());

            assertThat(IntStream.range(0, REQUESTS)
                            .parallel()
                            .map(_ -> gateway.postJson("/api/usage", "{\"model\":\"a\"}", "X-API-Key", key)
                                    .statusCode()))
                    .containsOnly(CREATED);

            assertThat(pages).allSatisfy(page -> assertThat(page.heading()).isEqualTo("Overview"));
            assertThat(pages.getFirst().navigate("/analytics").answer()).contains("\"syncId\"");
            assertThat(team.getFirst().get("/analytics").statusCode()).isEqualTo(200);
            assertThat(sockets).noneMatch(PushSocket::isClosed);
            assertThat(server.metrics().lines().filter(line -> line.startsWith("tidemark_limits_met_total")))
                    .hasSize(9)
                    .allMatch(line -> line.endsWith(" 0.0"));
        }
    }
}
