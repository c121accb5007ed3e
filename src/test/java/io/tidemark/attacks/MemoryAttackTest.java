package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import org.junit.jupiter.api.Test;

/** Strangers who open pages without end, where only the memory of the server sets an end to it. */
class MemoryAttackTest {

    private static final int MOST_PAGES = 2_000;
    private static final int BETWEEN_LOOKS = 20;
    private static final int ATTACKER = 11;
    private static final int HONEST = 77;
    private static final int MOST_LOGGED = 10_000;
    private static final int OK = 200;

    @Test
    void theirPagesEndBeforeItRunsOutAndThoseThatListenStay() throws Exception {
        try (var server = AttackedServer.start(
                        "--tidemark.limits.strangers-per-address=5000",
                        "--tidemark.limits.strangers=5000",
                        "--tidemark.limits.new-sessions-per-minute=100000");
                var wall = WallPage.hang(server.port())) {
            long logged = server.logged();

            int opened = 0;
            while (opened < MOST_PAGES && !server.log().contains("event=heap_sufficient")) {
                openSome(server);
                opened += BETWEEN_LOOKS;
            }

            assertThat(server.log()).contains("event=heap_sufficient").doesNotContain("OutOfMemoryError");
            Until.asserted(() -> assertThat(server.metrics()).contains("tidemark_limits_met_total{limit=\"heap\"} 1"));
            assertThat(server.honestVisit(HONEST, "/login").statusCode()).isEqualTo(OK);
            assertThat(server.logged() - logged).isLessThan(MOST_LOGGED);
            wall.assertOpen();
        }
    }

    /** A session may end between two requests of a page: such a page does not open. */
    private static void openSome(AttackedServer server) {
        for (int n = 0; n < BETWEEN_LOOKS; n++) {
            try {
                BarePage.open(new HttpVisitor(server.port(), "127.0.0." + ATTACKER), "/analytics");
            } catch (AssertionError e) {
                assertThat(server.isAlive()).isTrue();
            }
        }
    }
}
