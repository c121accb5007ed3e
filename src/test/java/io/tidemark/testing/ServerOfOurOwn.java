package io.tidemark.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL server that a test started for itself, with settings that no other test could bear. */
public interface ServerOfOurOwn extends AutoCloseable {

    /** What {@code spring.datasource.url} takes. */
    String url();

    /** A client for an ordinary role that owns the database; it is called tidemark and needs no password. */
    JdbcClient client();

    /** A client for the superuser, postgres. */
    JdbcClient superuser();

    /** Stops the server and deletes its data. */
    @Override
    void close();
}
