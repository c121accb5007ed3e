package io.tidemark.testing;

import io.tidemark.database.Installation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One throw-away embedded PostgreSQL for the whole test run, with a migrated database to copy from. */
final class TestServer {

    static final String ROLE = "tidemark";
    static final String TEMPLATE = "migrated";

    private static final EmbeddedPostgres POSTGRES = start();

    private TestServer() {}

    static String url(String database) {
        return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + database + "?currentSchema=tidemark,public";
    }

    static JdbcClient superuser() {
        return JdbcClient.create(POSTGRES.getPostgresDatabase());
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("full_page_writes", "off")
                    .setLocaleConfig("locale", "C")
                    .start();
            JdbcClient superuser = JdbcClient.create(postgres.getPostgresDatabase());
            superuser.sql("CREATE ROLE " + ROLE + " LOGIN").update();
            superuser.sql("CREATE DATABASE " + TEMPLATE + " OWNER " + ROLE).update();
            new Installation("public")
                    .configure(Flyway.configure())
                    .dataSource("jdbc:postgresql://localhost:" + postgres.getPort() + "/" + TEMPLATE, ROLE, "")
                    .load()
                    .migrate();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
