package io.tidemark.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database of its own, on the embedded PostgreSQL, that a test can have in milliseconds. */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A freshly migrated one, owned by an ordinary role. */
    public static TestDatabase create() {
        return create(true);
    }

    /** One with nothing in it, for tests of the migrations themselves. */
    public static TestDatabase createEmpty() {
        return create(false);
    }

    /**
     * An empty one of another kind.
     *
     * @param options as {@code CREATE DATABASE} takes them, such as {@code ENCODING 'LATIN1' LOCALE 'C'}
     */
    public static TestDatabase createEmpty(String options) {
        String name = "test_" + COUNT.incrementAndGet();
        TestServer.superuser()
                .sql("CREATE DATABASE %s TEMPLATE template0 OWNER %s %s".formatted(name, TestServer.ROLE, options))
                .update();
        return new TestDatabase(name);
    }

    private static TestDatabase create(boolean migrated) {
        String name = "test_" + COUNT.incrementAndGet();
        TestServer.create(name, migrated);
        return new TestDatabase(name);
    }

    /** What {@code current_database()} says. */
    public String name() {
        return name;
    }

    /** What {@code spring.datasource.url} takes. */
    public String url() {
        return TestServer.url(name);
    }

    /** The owner of everything in it, who is not a superuser. */
    public String username() {
        return TestServer.ROLE;
    }

    /** The owner's password. */
    public String password() {
        return "";
    }

    /** Gives a new connection each time; there is no pool. */
    public DataSource dataSource() {
        return new DriverManagerDataSource(HostileDatabase.calm(url()), username(), password());
    }

    /** A client that takes a new connection for each statement. */
    public JdbcClient client() {
        return JdbcClient.create(dataSource());
    }

    /** The same for the superuser, who may create roles and look at other sessions. */
    public JdbcClient superuser() {
        return JdbcClient.create(new DriverManagerDataSource(HostileDatabase.calm(url()), "postgres", ""));
    }

    /** A new connection, for tests in which several sessions meet. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(HostileDatabase.calm(url()), username(), password());
    }

    /** Drops the database, whoever is still connected. */
    @Override
    public void close() {
        TestServer.superuser().sql("DROP DATABASE " + name + " WITH (FORCE)").update();
    }
}
