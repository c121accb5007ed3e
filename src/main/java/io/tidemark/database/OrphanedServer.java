package io.tidemark.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The postmaster that outlives an application that was killed; it has to go before the next one can start. */
final class OrphanedServer {

    private static final Logger log = LoggerFactory.getLogger(OrphanedServer.class);

    private OrphanedServer() {}

    /** Stops the server that {@code postmaster.pid} names, when it is one and runs on this cluster. */
    static void stop(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return;
        }
        String command = process.info().commandLine().orElse("");
        if (command.contains(cluster.toString())) {
            log.info("event=orphaned_server_found pid={}", pid);
            stop(process);
        } else if (!command.isEmpty()) {
            // After a reboot or in a new container the number belongs to someone else; PostgreSQL would refuse to
            // start.
            Files.delete(pidFile);
        }
    }

    private static void stop(ProcessHandle process) throws IOException {
        signal(process, "INT");
        if (!ends(process, 30)) {
            signal(process, "QUIT");
            if (!ends(process, 10)) {
                throw new IOException("PostgreSQL (process " + process.pid() + ") does not stop");
            }
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
    }

    private static boolean ends(ProcessHandle process, int seconds) throws IOException {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
