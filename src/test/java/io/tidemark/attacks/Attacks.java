package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The server that is attacked, and what has to hold after each attack. */
final class Attacks {

    /** Limits that an attack meets in a moment; those of an honest team are in {@link HonestTeamTest}. */
    static final int MOST_CONNECTIONS = 50;

    static final int MOST_NEW_SESSIONS = 200;
    static final int MOST_STRANGERS = 20;
    static final int MOST_PAGES = 8;
    static final Duration STRANGERS_LIVE = Duration.ofSeconds(5);

    private static final long MOST_LOGGED = 100_000;
    private static final double MOST_GROWN = 1.10;
    private static final long HONEST_WAIT_MS = 1_000;
    private static final int HONEST = 77;
    private static final int OK = 200;

    private static AttackedServer server;
    private static WallPage wall;

    private Attacks() {}

    /** Something that somebody does who means no good. */
    @FunctionalInterface
    interface Attack {

        void run() throws Exception;
    }

    static void start() throws Exception {
        server = AttackedServer.start(
                "--tidemark.limits.connections-per-address=" + MOST_CONNECTIONS,
                "--tidemark.limits.head-time=1s",
                "--tidemark.limits.body-time=1s",
                "--tidemark.limits.new-sessions-per-minute=" + MOST_NEW_SESSIONS,
                "--tidemark.limits.strangers-per-address=" + MOST_STRANGERS,
                "--tidemark.limits.strangers-live=" + STRANGERS_LIVE.toSeconds() + "s",
                "--tidemark.limits.pages-per-session=" + MOST_PAGES,
                "--vaadin.heartbeatInterval=2");
        wall = WallPage.hang(server.port());
    }

    static void stop() throws Exception {
        if (server != null) {
            if (wall != null) {
                wall.close();
            }
            server.close();
        }
    }

    static AttackedServer server() {
        return server;
    }

    /** A page that was there before all attacks. */
    static WallPage wall() {
        return wall;
    }

    /** An attacker who comes from 127.0.0.n, and so has limits of their own. */
    static HttpVisitor attacker(int n) {
        return new HttpVisitor(server.port(), "127.0.0." + n);
    }

    /** Attacks, and looks what is left of it: no memory, next to no log, and a server that serves others. */
    static void leaveNothingBehind(Attack attack) throws Exception {
        server.honestVisit(HONEST, "/login");
        BarePage.open(attacker(1), "/analytics");
        long heap = server.heap();
        long logged = server.logged();

        attack.run();

        long began = System.nanoTime();
        assertThat(server.honestVisit(HONEST, "/login").statusCode()).isEqualTo(OK);
        assertThat((System.nanoTime() - began) / 1_000_000)
                .as("milliseconds that the next honest visitor waits")
                .isLessThan(HONEST_WAIT_MS);
        assertThat(server.logged() - logged).as("characters logged").isLessThan(MOST_LOGGED);
        Until.asserted(() -> assertThat(heapOf(server)).as("heap in use").isLessThan((long) (heap * MOST_GROWN)));
        wall.assertOpen();
        assertThat(server.isAlive()).isTrue();
    }

    private static long heapOf(AttackedServer server) {
        try {
            return server.heap();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often a limit was met. */
    static double met(String limit) {
        return metric("tidemark_limits_met_total{limit=\"" + limit + "\"}");
    }

    /** What monitoring reads under a name. */
    static double metric(String name) {
        String metrics = server.metrics();
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseGet(() -> fail("There is no " + name + " in " + metrics));
    }
}
