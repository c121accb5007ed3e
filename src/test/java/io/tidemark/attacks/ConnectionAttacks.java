package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who open connections and next to nothing more. */
abstract class ConnectionAttacks {

    private static final int MOST = Attacks.MOST_CONNECTIONS;
    private static final int MOST_WAITED_MS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: 100000\r\n\r\nusername=",
                "POST /api/usage HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000000\r\n\r\n[",
                "POST /?v-r=uidl&v-uiId=0 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n186a0\r\n{"
            })
    void aRequestThatArrivesByteByByteIsCutOff(String beginning) throws Exception {
        Attacks.leaveNothingBehind(() -> {
            List<Socket> slow = new ArrayList<>();
            for (int n = 0; n < MOST - 10; n++) {
                Socket socket = connect();
                socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
                slow.add(socket);
            }
            Instant end = Instant.now().plus(LONGEST);
            while (!slow.isEmpty() && Instant.now().isBefore(end)) {
                slow.removeIf(ConnectionAttacks::isCutOff);
            }
            assertThat(slow).isEmpty();
        });
        assertThat(Attacks.met("request_time")).isPositive();
    }

    /** Sends another byte, and looks whether the connection is still there. */
    private static boolean isCutOff(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            socket.setSoTimeout(MOST_WAITED_MS);
            int answered = socket.getInputStream().read();
            while (answered >= 0) {
                answered = socket.getInputStream().read();
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void anAddressHasSoManyConnectionsAndOthersHaveTheirs() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            List<Socket> open = new ArrayList<>();
            for (int n = 0; n < 4 * MOST; n++) {
                open.add(connect());
            }
            assertThat(Attacks.server().honestVisit(78, "/login").statusCode()).isEqualTo(200);
            for (Socket socket : open) {
                socket.close();
            }
        });
        assertThat(Attacks.met("connections_per_address")).isGreaterThanOrEqualTo(MOST);
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), Attacks.server().port());
    }
}
