package io.tidemark.testing;

import io.tidemark.database.Installation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One throw-away PostgreSQL for the whole test run, with a migrated database to copy from: the embedded one or, for
 * databases that are hostile, Debian's.
 */
final class TestServer {

    static final String ROLE = "tidemark";
    private static final String TEMPLATE = "migrated";
    private static final String EMPTY = "template1";
    private static final int PORT = start();

    private TestServer() {}

    static String url(String database) {
        return url(PORT, database);
    }

    static JdbcClient superuser() {
        return superuser(PORT, "postgres");
    }

    /** Makes a database that is a copy of the migrated one, or that has nothing of ours in it. */
    static void create(String database, boolean migrated) {
        if (HostileDatabase.wanted() && !migrated) {
            HostileDatabase.create(superuser(), database, ROLE, () -> superuser(PORT, database));
            return;
        }
        superuser()
                .sql("CREATE DATABASE %s TEMPLATE %s OWNER %s"
                        .formatted(database, migrated ? TEMPLATE : EMPTY, HostileDatabase.wanted() ? "postgres" : ROLE))
                .update();
        if (HostileDatabase.wanted()) {
            HostileDatabase.withhold(superuser(), database, ROLE);
        }
    }

    private static int start() {
        int port;
        if (HostileDatabase.wanted()) {
            port = DebianPostgres.start().port();
            HostileDatabase.create(superuser(port, "postgres"), TEMPLATE, ROLE, () -> superuser(port, TEMPLATE));
        } else {
            port = startEmbedded();
            superuser(port, "postgres").sql("CREATE ROLE " + ROLE + " LOGIN").update();
            superuser(port, "postgres")
                    .sql("CREATE DATABASE " + TEMPLATE + " OWNER " + ROLE)
                    .update();
        }
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(url(port, TEMPLATE), ROLE, "")
                .load()
                .migrate();
        return port;
    }

    private static int startEmbedded() {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(Scratch.directory("tidemark-postgresql-"))
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("full_page_writes", "off")
                    .setLocaleConfig("locale", "C")
                    .start()
                    .getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?currentSchema=tidemark,public";
    }

    private static JdbcClient superuser(int port, String database) {
        return JdbcClient.create(new DriverManagerDataSource(url(port, database), "postgres", ""));
    }
}
