package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.PushSocket;
import io.tidemark.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Strangers who open websockets, and send by them what no page sends. */
class PushAttackTest {

    private static final int FORBIDDEN = 403;
    private static final int MOST_FRAMES = 100_000;
    private static final int SOCKETS = 200;

    private static AttackedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = AttackedServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void aMessageThatIsNeverWholeIsNotKept() throws Exception {
        Attacks.leaveNothingBehind(server, () -> {
            var socket = open();
            socket.send("2000000000|" + "a".repeat(500), true);
            String frame = "a".repeat(1_000);
            int sent = 0;
            while (sent < MOST_FRAMES && socket.send(frame, true)) {
                sent++;
            }
            Until.asserted(() -> assertThat(socket.isClosed()).isTrue());
            assertThat(sent).isLessThan(MOST_FRAMES);
        });
        assertThat(Attacks.met(server, "push_message")).isPositive();
    }

    @Test
    void aFrameThatNeverEndsIsCutOff() throws Exception {
        Attacks.leaveNothingBehind(server, () -> {
            var socket = open();
            String part = "a".repeat(16_000);
            int sent = 0;
            while (sent < MOST_FRAMES && socket.send(part, false)) {
                sent++;
            }
            Until.asserted(() -> assertThat(socket.isClosed()).isTrue());
            assertThat(sent).isLessThan(MOST_FRAMES);
        });
    }

    @Test
    void aSignOfLifeKeepsTheSocketOpen() {
        var socket = open();
        for (int n = 0; n < 100; n++) {
            assertThat(socket.send("X", true)).isTrue();
        }
        assertThat(socket.isClosed()).isFalse();
        socket.abort();
    }

    @Test
    void aSocketOpensForAPageOnly() throws Exception {
        var visitor = new HttpVisitor(server.port());
        String query = BarePage.begin(visitor, "/login").pushQuery();
        double before = Attacks.met(server, "push_handshake");

        Attacks.leaveNothingBehind(server, () -> {
            List<Integer> answers = new ArrayList<>();
            for (int n = 0; n < SOCKETS; n++) {
                answers.add(PushSocket.refused(server.port(), Map.of(), query));
            }
            assertThat(answers).containsOnly(FORBIDDEN);
        });
        assertThat(PushSocket.refused(
                        server.port(), visitor.cookies(), query.replaceFirst("v-pushId=[^&]+", "v-pushId=made-up")))
                .isEqualTo(FORBIDDEN);
        assertThat(PushSocket.refused(server.port(), visitor.cookies(), query.replaceFirst("v-pushId=[^&]+", "")))
                .isEqualTo(FORBIDDEN);
        assertThat(PushSocket.refused(server.port(), Map.of("JSESSIONID", "made-up"), query))
                .isEqualTo(FORBIDDEN);
        assertThat(Attacks.met(server, "push_handshake") - before).isEqualTo(SOCKETS + 3);
        PushSocket.open(server.port(), visitor.cookies(), query).abort();
    }

    private static PushSocket open() {
        var visitor = new HttpVisitor(server.port());
        var page = BarePage.begin(visitor, "/login");
        return PushSocket.open(server.port(), visitor.cookies(), page.pushQuery());
    }
}
