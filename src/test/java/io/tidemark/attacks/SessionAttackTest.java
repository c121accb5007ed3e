package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers who open pages without end. */
class SessionAttackTest {

    private static final String INIT = "/?v-r=init&location=analytics";
    private static final int OK = 200;
    private static final int TOO_MANY = 429;

    private AttackedServer server;

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void pagesInNewSessionsEndTheOldestOfTheSameAddress() throws Exception {
        server = AttackedServer.start(
                "--tidemark.limits.strangers-per-address=30", "--tidemark.limits.strangers-live=5s");

        Attacks.leaveNothingBehind(server, () -> {
            for (int n = 0; n < 150; n++) {
                BarePage.open(new HttpVisitor(server.port()), "/analytics");
            }
            assertThat(Attacks.met(server, "strangers_per_address")).isPositive();
        });
    }

    @Test
    void pagesInOneSessionEndTheOldest() throws Exception {
        server = AttackedServer.start("--tidemark.limits.pages-per-session=10", "--tidemark.limits.strangers-live=5s");

        Attacks.leaveNothingBehind(server, () -> {
            var visitor = new HttpVisitor(server.port());
            for (int n = 0; n < 100; n++) {
                BarePage.open(visitor, "/analytics");
            }
            assertThat(Attacks.met(server, "pages_per_session")).isGreaterThanOrEqualTo(80);
        });
        assertThat(new HttpVisitor(server.port()).get("/page-closed").body()).contains("more than 10 pages");
    }

    @Test
    void whoeverBeginsTooManySessionsHasToWait() throws Exception {
        server = AttackedServer.start(
                "--tidemark.limits.new-sessions-per-minute=100", "--tidemark.limits.strangers-live=5s");

        Attacks.leaveNothingBehind(server, () -> {
            List<Integer> answers = new ArrayList<>();
            for (int n = 0; n < 300; n++) {
                answers.add(new HttpVisitor(server.port()).get(INIT).statusCode());
            }
            assertThat(answers).containsOnly(OK, TOO_MANY);
            assertThat(answers.stream().filter(status -> status == OK)).hasSizeBetween(100, 200);
        });
        var refused = new HttpVisitor(server.port());
        assertThat(Attacks.met(server, "new_sessions")).isPositive();
        assertThat(refused.cookies()).isEmpty();
    }
}
