package io.tidemark.database.takeover;

import io.tidemark.database.Installation;
import java.time.Duration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** With {@code tidemark.takeover=plan} a start says what it would do with an older table, and ends. */
class PlanOnly implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment settings = context.getEnvironment();
        switch (settings.getProperty("tidemark.takeover", "")) {
            case "" -> {}
            case "plan" -> {
                System.out.println(plan(settings));
                System.exit(0);
            }
            default ->
                throw new FailureAnalyzedException(
                        "tidemark.takeover is \"%s\"; the one thing it can be is plan."
                                .formatted(settings.getProperty("tidemark.takeover")),
                        "Leave it out to start.");
        }
    }

    private static String plan(Environment settings) {
        String url = settings.getProperty("spring.datasource.url", "");
        if (url.isBlank()) {
            return "No database is named in SPRING_DATASOURCE_URL: nothing is taken over.";
        }
        var dataSource = new DriverManagerDataSource(
                url,
                settings.getProperty("spring.datasource.username", ""),
                settings.getProperty("spring.datasource.password", ""));
        return new Takeover(
                        dataSource,
                        new Installation(settings.getProperty("tidemark.database.schema", "public")),
                        settings.getProperty("tidemark.takeover.time-zone"),
                        Duration.ZERO)
                .plan();
    }
}
