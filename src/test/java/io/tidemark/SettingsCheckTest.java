package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What a start refuses without touching anything. */
class SettingsCheckTest {

    private static final Map<String, Object> GOOD = Map.of(
            "tidemark.oidc.roles-claim", "roles",
            "tidemark.oidc.admin-role", "tidemark-admin",
            "spring.datasource.url", "jdbc:postgresql://db.example.com:5432/analytics?sslmode=require");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tidemark.api.max-body-size               | abc                            | a size, for instance 10MB
            tidemark.api.max-body-size               | 0                              | a size, for instance 10MB
            tidemark.import.max-file-size            | -1GB                           | a size, for instance 10MB
            tidemark.refresh.statement-timeout       | -2h                            | a time, for instance 30s
            tidemark.refresh.statement-timeout       | 400d                           | a time, for instance 30s
            tidemark.refresh.lock-timeout            | soon                           | a time, for instance 30s
            tidemark.api.refresh-wait                | -1s                            | a time, for instance 30s
            tidemark.api.requests-per-minute.key     | 0                              | a number from 1 on
            tidemark.api.requests-per-minute.address | many                           | a number from 1 on
            tidemark.limits.strangers-live           | 10m                            | more than two signs of life
            tidemark.database-port                   | 70000                          | a port
            server.port                              | -5                             | a port
            server.port                              | http                           | a port
            server.address                           | no-such-host.invalid           | an address of this machine
            tidemark.public-dashboards               | perhaps                        | true or false
            tidemark.demo                            | banana                         | true or false
            tidemark.demo-calls-per-weekday          | -1                             | a number of calls
            tidemark.reset-admin-password            | please                         | true or false
            tidemark.allowed-hosts                   | costs.example.com,https://a.b/ | without https://
            tidemark.oidc.admin-role                 | ''                             | a name
            """)
    void namesTheSettingItsValueAndWhatItHasToBe(String name, String value, String expected) {
        FailureAnalyzedException refusal = refusal(Map.of(name, value));

        assertThat(refusal.analysis().getDescription())
                .startsWith("The setting %s is \"%s\". It has to be ".formatted(name, value))
                .contains(expected);
        assertThat(refusal.analysis().getAction())
                .contains(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://tidemark:secret@db.example.com/analytics",
        "postgresql://tidemark:secret@db.example.com/analytics",
        "jdbc:postgresql://db.example.com:port/analytics?password=secret",
        "jdbc:mysql://db.example.com/analytics?password=secret"
    })
    void saysHowTheAddressOfADatabaseIsWrittenAndKeepsItToItself(String url) {
        FailureAnalyzedException refusal = refusal(Map.of("spring.datasource.url", url));

        assertThat(refusal.analysis().getDescription())
                .isEqualTo("SPRING_DATASOURCE_URL is no address of a PostgreSQL database.");
        assertThat(refusal.analysis().getAction())
                .contains("jdbc:postgresql://host:5432/database")
                .doesNotContain("secret");
    }

    @Test
    void anAdminPasswordIsNotShown() {
        FailureAnalyzedException refusal = refusal(Map.of("tidemark.admin-password", "Bars-admin-1234"));

        assertThat(refusal.analysis().getDescription())
                .isEqualTo("TIDEMARK_ADMIN_PASSWORD will not do. It contains your name.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            registration.company.client-id  | ''                        | registration.company.client-id is missing
            registration.company.scope      | profile                   | scope does not contain openid
            registration.company.scope      | ''                        | scope does not contain openid
            registration.company.provider   | firm                      | provider.firm.issuer-uri is missing
            provider.company.issuer-uri     | login.example.com/company | issuer-uri is no address of a web server
            provider.company.issuer-uri     | ftp://login.example.com   | issuer-uri is no address of a web server
            """)
    void singleSignOnThatCannotWorkIsRefused(String name, String value, String description) {
        var settings = new HashMap<String, Object>(Map.of(
                "spring.security.oauth2.client.registration.company.client-id", "tidemark",
                "spring.security.oauth2.client.registration.company.scope", "openid,profile",
                "spring.security.oauth2.client.provider.company.issuer-uri", "https://login.example.com/company"));
        assertThatCode(() -> check(settings)).doesNotThrowAnyException();

        settings.put("spring.security.oauth2.client." + name, value);

        assertThat(refusal(settings).analysis().getDescription())
                .startsWith("Single sign-on is not set up: spring.security.oauth2.client.")
                .contains(description);
    }

    @Test
    void whatSpringReadsIsReadHereToo() {
        assertThat(catchThrowable(() -> check(Map.of("spring.datasource.hikari.maximum-pool-size", "0"))))
                .hasRootCauseMessage("maxPoolSize cannot be less than 1");
        assertThat(catchThrowable(() -> check(Map.of("server.tomcat.max-swallow-size", "much"))))
                .hasMessageContaining("server.tomcat.max-swallow-size");
    }

    private static FailureAnalyzedException refusal(Map<String, Object> settings) {
        return (FailureAnalyzedException) catchThrowable(() -> check(settings));
    }

    private static void check(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.setConversionService(
                (ApplicationConversionService) ApplicationConversionService.getSharedInstance());
        environment.getPropertySources().addFirst(new MapPropertySource("good", GOOD));
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        new SettingsCheck(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
    }
}
