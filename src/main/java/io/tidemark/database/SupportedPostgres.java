package io.tidemark.database;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Migrates a PostgreSQL that is new enough, and leaves any other alone. */
@Configuration(proxyBeanMethods = false)
class SupportedPostgres {

    private static final int OLDEST = 15;

    @Bean
    FlywayMigrationStrategy migrateWhatIsSupported(JdbcConnectionDetails details) {
        return flyway -> {
            require(version(details));
            flyway.migrate();
        };
    }

    /** Asks without the pool, which would log a failure with its whole stack before anybody can put it in words. */
    private static int version(JdbcConnectionDetails details) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(details.getJdbcUrl());
        dataSource.setUsername(details.getUsername());
        dataSource.setPassword(details.getPassword());
        return JdbcClient.create(dataSource)
                .sql("SELECT current_setting('server_version_num')::int / 10000")
                .query(Integer.class)
                .single();
    }

    static void require(int version) {
        if (version < OLDEST) {
            throw new FailureAnalyzedException(
                    "This PostgreSQL is version " + version + "; Tidemark needs " + OLDEST + " or newer.",
                    "Name a newer server in SPRING_DATASOURCE_URL, or leave it out to use the embedded one.");
        }
    }
}
