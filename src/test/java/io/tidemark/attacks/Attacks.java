package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.testing.AttackedServer;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What has to hold after each attack. */
final class Attacks {

    private static final long MOST_LOGGED = 100_000;
    private static final double MOST_GROWN = 1.10;
    private static final long HONEST_WAIT_MS = 1_000;
    private static final int HONEST = 77;
    private static final int OK = 200;

    private Attacks() {}

    /** Something that a stranger does. */
    @FunctionalInterface
    interface Attack {

        void run() throws Exception;
    }

    /** Attacks, and looks what is left of it: no memory, next to no log, and a server that serves others. */
    static void leaveNothingBehind(AttackedServer server, Attack attack) throws Exception {
        server.honestVisit(HONEST, "/login");
        BarePage.open(new HttpVisitor(server.port()), "/analytics");
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
    static double met(AttackedServer server, String limit) {
        String metrics = server.metrics();
        return metrics.lines()
                .filter(line -> line.startsWith("tidemark_limits_met_total{limit=\"" + limit + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseGet(() -> fail("There is no such limit in " + metrics));
    }
}
