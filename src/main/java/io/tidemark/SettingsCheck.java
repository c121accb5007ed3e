package io.tidemark;

import com.zaxxer.hikari.HikariConfig;
import io.tidemark.database.Installation;
import io.tidemark.security.FirstAdmin;
import io.tidemark.security.SingleSignOnSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Refuses settings that cannot be right before anything is made of them: no database is touched, no port is opened. */
class SettingsCheck implements BeanFactoryPostProcessor {

    /** PostgreSQL counts a limit in milliseconds, in 31 bits. */
    private static final Duration LONGEST = Duration.ofDays(24);

    private static final DataSize LARGEST = DataSize.ofTerabytes(1024);
    private static final String HEARTBEAT = "vaadin.heartbeatInterval";
    private static final Pattern HOST = Pattern.compile("[\\p{Alnum}._-]+|\\[[\\p{XDigit}:.]+]");

    private final Settings settings;
    private final Environment environment;

    SettingsCheck(Environment environment) {
        this.environment = environment;
        this.settings = new Settings(environment);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        database();
        server();
        limits();
        signIn();
        bindOthers();
    }

    private void database() {
        String url = environment.getProperty("spring.datasource.url", "");
        // An address may hold a password: it is not shown.
        if (!url.isBlank() && (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null)) {
            throw new FailureAnalyzedException(
                    "SPRING_DATASOURCE_URL is no address of a PostgreSQL database.",
                    "Write it as jdbc:postgresql://host:5432/database, and who connects into"
                            + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.");
        }
        String direct = environment.getProperty("tidemark.database.direct-url", "");
        if (!direct.isBlank() && (!direct.startsWith("jdbc:postgresql:") || Driver.parseURL(direct, null) == null)) {
            throw new FailureAnalyzedException(
                    "TIDEMARK_DATABASE_DIRECT_URL is no address of a PostgreSQL database.",
                    "Write it as jdbc:postgresql://host:5432/database, or leave it out where SPRING_DATASOURCE_URL leads to"
                            + " PostgreSQL itself.");
        }
        var _ = new Installation(environment.getProperty("tidemark.database.schema", "public"));
        settings.within("tidemark.database-port", Integer.class, 0, 65_535, "a port, or 0 for any free one");
        settings.within("tidemark.demo-calls-per-weekday", Integer.class, 1, 10_000_000, "a number of calls");
        settings.read("tidemark.demo", Boolean.class, "true or false");
    }

    private void server() {
        settings.within("server.port", Integer.class, 0, 65_535, "a port, for instance 8080");
        settings.read("server.address", InetAddress.class, "an address of this machine, for instance 127.0.0.1");
        settings.read("tidemark.public-dashboards", Boolean.class, "true or false");
        List<String> hosts = List.of(environment.getProperty("tidemark.allowed-hosts", String[].class, new String[0]));
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw settings.wrong(
                        "tidemark.allowed-hosts",
                        "the names of hosts, separated by commas, without https:// and without a port");
            }
        }
    }

    private void limits() {
        for (String name : List.of(
                "refresh.statement-timeout",
                "refresh.lock-timeout",
                "takeover.lock-wait",
                "api.refresh-wait",
                "confirmation-window")) {
            settings.within("tidemark." + name, Duration.class, Duration.ZERO, LONGEST, "a time, for instance 30s");
        }
        settings.within(
                "tidemark.audit.failed-sign-ins-kept",
                Duration.class,
                Duration.ofDays(31),
                Duration.ofDays(36_500),
                "a time, for instance 90d");
        for (String name : List.of("api.max-body-size", "import.max-file-size")) {
            settings.within(
                    "tidemark." + name, DataSize.class, DataSize.ofBytes(1), LARGEST, "a size, for instance 10MB");
        }
        for (String name : List.of("invocations-per-request", "failures-per-minute")) {
            settings.within("tidemark.pages." + name, Integer.class, 1, Integer.MAX_VALUE, "a number from 1 on");
        }
        for (String name : List.of(
                "connections-per-address",
                "new-sessions-per-minute",
                "strangers-per-address",
                "strangers",
                "pages-per-session")) {
            settings.within("tidemark.limits." + name, Integer.class, 1, Integer.MAX_VALUE, "a number from 1 on");
        }
        settings.within("tidemark.limits.heap-percent", Integer.class, 1, 100, "a part of the heap, in percent");
        settings.within(
                "tidemark.limits.body-per-second",
                DataSize.class,
                DataSize.ofBytes(1),
                LARGEST,
                "a size, for instance 1KB");
        for (String name : List.of("head-time", "body-time")) {
            settings.within(
                    "tidemark.limits." + name,
                    Duration.class,
                    Duration.ofSeconds(1),
                    LONGEST,
                    "a time, for instance 30s");
        }
        int heartbeat = environment.getProperty(HEARTBEAT, Integer.class, 300);
        settings.within(
                "tidemark.limits.strangers-live",
                Duration.class,
                Duration.ofSeconds(2L * heartbeat + 1),
                LONGEST,
                "a time of more than two signs of life of an open page, " + 2 * heartbeat + "s (" + HEARTBEAT + ")");
        for (String name : List.of("address", "key")) {
            settings.within(
                    "tidemark.api.requests-per-minute." + name,
                    Integer.class,
                    1,
                    Integer.MAX_VALUE,
                    "a number from 1 on");
        }
    }

    private void signIn() {
        settings.read("tidemark.reset-admin-password", Boolean.class, "true or false");
        settings.read("tidemark.second-factor-for-admins", Boolean.class, "true or false");
        FirstAdmin.objection(environment.getProperty("tidemark.admin-password", ""))
                .ifPresent(objection -> {
                    throw new FailureAnalyzedException(
                            "TIDEMARK_ADMIN_PASSWORD will not do. " + objection,
                            "Choose another one, or unset it to have one made up and printed.");
                });
        for (String name : List.of("roles-claim", "admin-role")) {
            if (environment.getProperty("tidemark.oidc." + name, "").isBlank()) {
                throw settings.wrong("tidemark.oidc." + name, "a name; only viewer-role may be empty");
            }
        }
        SingleSignOnSettings.check(bind("spring.security.oauth2.client", OAuth2ClientProperties.class));
    }

    /** What Spring would read only once the database is in use. */
    private void bindOthers() {
        bind("server", ServerProperties.class);
        bind("server.tomcat", TomcatServerProperties.class);
        bind("spring.datasource", DataSourceProperties.class);
        bind("spring.datasource.hikari", HikariConfig.class);
        bind("spring.flyway", FlywayProperties.class);
    }

    private <T> T bind(String prefix, Class<T> type) {
        return Binder.get(environment).bindOrCreate(prefix, type);
    }
}
