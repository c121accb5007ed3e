package io.tidemark.database;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Has migrations and the pool's sessions look into the schemas of this installation. */
@Configuration(proxyBeanMethods = false)
public class InstallationConfiguration {

    @Bean
    Installation installation(@Value("${tidemark.database.schema}") String schema) {
        return new Installation(schema);
    }

    @Bean
    DirectAddress directAddress(Environment environment, JdbcConnectionDetails pool) {
        return DirectAddress.of(environment, pool);
    }

    @Bean
    FlywayConfigurationCustomizer migrateThere(Installation installation) {
        return installation::configure;
    }

    @Bean
    static BeanPostProcessor poolLooksThere(
            ObjectProvider<Installation> installation, ObjectProvider<DirectAddress> direct) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) throws BeansException {
                if (bean instanceof HikariDataSource pool) {
                    if (direct.getObject().apart()) {
                        // Through a pooler: what a session sets or prepares there, the next one finds or misses.
                        pool.addDataSourceProperty("prepareThreshold", "0");
                        return bean;
                    }
                    String more = pool.getConnectionInitSql();
                    pool.setConnectionInitSql(
                            SessionSettings.ofPool(installation.getObject()) + (more == null ? "" : "; " + more));
                }
                return bean;
            }
        };
    }
}
