package io.tidemark.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
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
    FlywayMigrationStrategy migrateWhatIsSupported(JdbcConnectionDetails details, DataSource pool) {
        return flyway -> {
            DataSource ownConnections = withoutPool(details);
            require(version(ownConnections));
            var settings = flyway.getConfiguration();
            var migration = pool.equals(settings.getDataSource())
                    ? Flyway.configure()
                            .configuration(settings)
                            .dataSource(ownConnections)
                            .load()
                    : flyway; // spring.flyway.* names other connections
            migration.migrate();
        };
    }

    /**
     * The pool would log a failure with its whole stack before anybody can put it in words, and not wait until an older
     * installation's calls are taken over.
     */
    private static DataSource withoutPool(JdbcConnectionDetails details) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(details.getJdbcUrl());
        dataSource.setUsername(details.getUsername());
        dataSource.setPassword(details.getPassword());
        dataSource.setConnectionProperties(OwnConnections.attentive());
        return dataSource;
    }

    private static int version(DataSource dataSource) {
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
