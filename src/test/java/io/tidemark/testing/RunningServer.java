package io.tidemark.testing;

import io.tidemark.TidemarkApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application beside the one that a test has anyway: a node more, or one that can be stopped. */
public final class RunningServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one on a database and a port; 0 is any free one. */
    public static RunningServer start(TestDatabase database, int port, String... more) {
        return start(database, database.url(), port, more);
    }

    /** The same where another address leads to the database. */
    public static RunningServer start(TestDatabase database, String url, int port, String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--server.port=" + port);
        arguments.add("--spring.datasource.url=" + url);
        arguments.add("--spring.datasource.username=" + database.username());
        arguments.add("--spring.datasource.password=" + database.password());
        return new RunningServer(new SpringApplicationBuilder(TidemarkApplication.class)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** The address of a page. */
    public String address(String path) {
        return "http://localhost:" + port() + path;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
