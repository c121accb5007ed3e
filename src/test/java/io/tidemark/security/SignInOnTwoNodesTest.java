package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.TidemarkApplication;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes on one database know the same people. */
@HttpTest
class SignInOnTwoNodesTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    @Test
    void whoSignsInAtOneIsSignedInAtTheOtherAndSignedOutThere() {
        try (var other = new SpringApplicationBuilder(TidemarkApplication.class)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                        "--spring.datasource.username=" + environment.getProperty("spring.datasource.username"),
                        "--spring.datasource.password=")) {
            var here = new HttpVisitor(port);
            here.cookies().put(TestUsers.COOKIE, new TestUsers(jdbc).token(Role.VIEWER));
            var there = new HttpVisitor(other.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            there.cookies().putAll(here.cookies());
            assertThat(here.get("/analytics").statusCode()).isEqualTo(200);
            assertThat(there.get("/analytics").statusCode()).isEqualTo(200);
            assertThat(there.cookies()).containsKey("JSESSIONID");

            here.post("/logout", Map.of());

            Until.asserted(
                    () -> assertThat(there.get("/analytics").statusCode()).isEqualTo(302));
        }
    }
}
