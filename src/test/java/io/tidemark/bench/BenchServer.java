package io.tidemark.bench;

import io.tidemark.database.Installation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.springframework.util.FileSystemUtils;

/** An embedded PostgreSQL that keeps its promises (fsync on), as in use, with a database for each measurement. */
final class BenchServer implements AutoCloseable {

    private static final Path DATA = Path.of("target", "bench");

    private final EmbeddedPostgres postgres;

    /**
     * Starts it on an empty directory, also where a measurement that was ended from outside has left its own.
     *
     * @param libraries what it loads besides, for instance pg_stat_statements
     * @throws IllegalStateException while another measurement runs in this checkout
     */
    BenchServer(String libraries) throws IOException {
        if (postmaster().isPresent()) {
            throw new IllegalStateException("Another bin/bench runs in this checkout: " + DATA + " is in use");
        }
        FileSystemUtils.deleteRecursively(DATA);
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(DATA.toAbsolutePath())
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "2GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("shared_preload_libraries", libraries)
                .start();
    }

    /** A freshly migrated database and a connection to it. */
    Connection database(String name) throws SQLException {
        Connection connection = emptyDatabase(name);
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(url(name), "postgres", "")
                .load()
                .migrate();
        return connection;
    }

    /** A database with nothing in it and a connection to it. */
    Connection emptyDatabase(String name) throws SQLException {
        try (Connection superuser = postgres.getPostgresDatabase().getConnection()) {
            execute(superuser, "CREATE DATABASE " + name);
        }
        return connect(name);
    }

    Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(url(name), "postgres", "");
    }

    String url(String name) {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name + "?currentSchema=tidemark,public";
    }

    /** Nanoseconds of processor time that its processes have used. */
    long processorTime() {
        ProcessHandle postmaster = postmaster().orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }

    private static Optional<ProcessHandle> postmaster() {
        try (Stream<String> lines = Files.lines(DATA.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .map(Long::parseLong)
                    .flatMap(ProcessHandle::of)
                    // The number of one that was killed may be another's by now.
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How long a statement takes, in milliseconds. */
    static double time(Connection connection, String sql) throws SQLException {
        long start = System.nanoTime();
        execute(connection, sql);
        return (System.nanoTime() - start) / 1e6;
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
