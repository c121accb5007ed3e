package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BarePage;
import io.tidemark.testing.PushSocket;
import io.tidemark.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Strangers who open websockets, and send by them what no page sends. */
abstract class PushAttacks {

    private static final int FORBIDDEN = 403;
    private static final int MOST_FRAMES = 100_000;
    private static final int SOCKETS = 200;

    @Test
    void aMessageThatIsNeverWholeIsNotKept() throws Exception {
        Attacks.leaveNothingBehind(() -> {
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
        assertThat(Attacks.met("push_message")).isPositive();
    }

    @Test
    void aFrameThatNeverEndsIsCutOff() throws Exception {
        Attacks.leaveNothingBehind(() -> {
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
    void whatAPageWouldAskForInARequestEndsASocketUnread() throws Exception {
        double ended = Attacks.metric("tidemark_pages_ended_total");
        Attacks.leaveNothingBehind(() -> {
            var socket = open();
            String invocations =
                    "{\"csrfToken\":\"made-up\",\"rpc\":[{\"type\":\"event\",\"node\":1,\"event\":\"ui-navigate\","
                            + "\"data\":{\"route\":\"analytics\"}}],\"syncId\":0,\"clientId\":0}";
            socket.send(invocations.length() + "|" + invocations, true);
            Until.asserted(() -> assertThat(socket.isClosed()).isTrue());
        });
        assertThat(Attacks.metric("tidemark_pages_ended_total")).isEqualTo(ended);
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
        String queryOfNow = BarePage.begin(Attacks.attacker(10), "/login").pushQuery();
        double before = Attacks.met("push_handshake");

        Attacks.leaveNothingBehind(() -> {
            List<Integer> answers = new ArrayList<>();
            for (int n = 0; n < SOCKETS; n++) {
                answers.add(PushSocket.refused(port(), Map.of(), queryOfNow));
            }
            assertThat(answers).containsOnly(FORBIDDEN);
        });
        var visitor = Attacks.attacker(10);
        String query = BarePage.begin(visitor, "/login").pushQuery();
        assertThat(PushSocket.refused(
                        port(), visitor.cookies(), query.replaceFirst("v-pushId=[^&]+", "v-pushId=made-up")))
                .isEqualTo(FORBIDDEN);
        assertThat(PushSocket.refused(port(), visitor.cookies(), query.replaceFirst("v-pushId=[^&]+", "")))
                .isEqualTo(FORBIDDEN);
        assertThat(PushSocket.refused(port(), Map.of("JSESSIONID", "made-up"), query))
                .isEqualTo(FORBIDDEN);
        assertThat(Attacks.met("push_handshake") - before).isEqualTo(SOCKETS + 3);
        PushSocket.open(port(), visitor.cookies(), query).abort();
    }

    private static int port() {
        return Attacks.server().port();
    }

    private static PushSocket open() {
        var visitor = Attacks.attacker(10);
        var page = BarePage.begin(visitor, "/login");
        return PushSocket.open(port(), visitor.cookies(), page.pushQuery());
    }
}
