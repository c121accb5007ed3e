package io.tidemark.database;

import io.tidemark.database.takeover.Takeover;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Migrates a PostgreSQL that can be used, and leaves any other alone. */
@Configuration(proxyBeanMethods = false)
class SupportedPostgres {

    @Bean
    FlywayMigrationStrategy migrateWhatIsSupported(
            JdbcConnectionDetails details,
            DirectAddress direct,
            DataSource pool,
            Installation installation,
            @Value("${tidemark.takeover.time-zone:}") String timeZone,
            @Value("${tidemark.takeover.lock-wait}") Duration lockWait) {
        return flyway -> {
            PoolerCheck.require(details, direct, installation);
            DataSource ownConnections = withoutPool(direct, installation);
            var settings = flyway.getConfiguration();
            new UsableDatabase(JdbcClient.create(ownConnections)).require(installation);
            var takeover = new Takeover(ownConnections, installation, timeZone, lockWait);
            takeover.sayOrRefuse();
            var migration = pool.equals(settings.getDataSource())
                    ? Flyway.configure()
                            .configuration(settings)
                            .dataSource(ownConnections)
                            .load()
                    : flyway; // spring.flyway.* names other connections
            migration.migrate();
            takeover.complete();
        };
    }

    /**
     * The pool would log a failure with its whole stack before anybody can put it in words, and not wait until an older
     * installation's table has its indexes.
     */
    private static DataSource withoutPool(DirectAddress direct, Installation installation) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(direct.url()) {
            @Override
            protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
                return SessionSettings.apply(
                        SessionSettings.ofMigrations(installation), super.getConnectionFromDriver(properties));
            }
        };
        dataSource.setConnectionProperties(OwnConnections.attentive(direct.username(), direct.password()));
        return dataSource;
    }
}
