package io.tidemark.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The embedded PostgreSQL, the newest version that is supported, once more. */
public final class NewestPostgres implements ServerOfOurOwn {

    private static final String DATABASE = "tidemark";

    private final EmbeddedPostgres postgres;

    private NewestPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Starts one, with an empty database.
     *
     * @param settings of the server, such as {@code wal_level=logical}
     */
    public static NewestPostgres start(String... settings) {
        var builder = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .setLocaleConfig("locale", "C");
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            builder.setServerConfig(parts[0], parts[1]);
        }
        try {
            EmbeddedPostgres postgres = builder.start();
            JdbcClient superuser = JdbcClient.create(postgres.getPostgresDatabase());
            superuser.sql("CREATE ROLE " + TestServer.ROLE + " LOGIN").update();
            superuser
                    .sql("CREATE DATABASE " + DATABASE + " OWNER " + TestServer.ROLE)
                    .update();
            return new NewestPostgres(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url() {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + DATABASE + "?currentSchema=tidemark,public";
    }

    @Override
    public JdbcClient client() {
        return client(TestServer.ROLE);
    }

    @Override
    public JdbcClient superuser() {
        return client("postgres");
    }

    private JdbcClient client(String role) {
        return JdbcClient.create(new DriverManagerDataSource(url(), role, ""));
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
