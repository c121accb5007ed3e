package io.tidemark.refresh;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.background.StartWhenReady;
import io.tidemark.database.InstallationConfiguration;
import io.tidemark.database.OwnConnections;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** One node of the application, as far as refreshing goes: no pages, no port. Its database is there already. */
final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Node(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one; all of its sessions bear the name in {@code pg_stat_activity}. */
    static Node start(String name, String url, String... settings) {
        return new Node(new SpringApplicationBuilder(Engine.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(Stream.concat(
                                Stream.of(
                                        "spring.datasource.url=" + url + "&ApplicationName=" + name,
                                        "spring.datasource.username=tidemark",
                                        "spring.datasource.password=",
                                        "spring.datasource.hikari.maximum-pool-size=2"),
                                Stream.of(settings))
                        .map("--"::concat)
                        .toArray(String[]::new)));
    }

    RefreshLoop loop() {
        return context.getBean(RefreshLoop.class);
    }

    Audience audience() {
        return context.getBean(Audience.class);
    }

    @Override
    public void close() {
        context.close();
    }

    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    @Import({
        InstallationConfiguration.class,
        OwnConnections.class,
        RefreshTimeouts.class,
        Refresher.class,
        Audience.class,
        RefreshMetrics.class,
        RefreshLoop.class,
        RefreshListener.class,
        StartWhenReady.class
    })
    static final class Engine {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }
}
