package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Where a visitor is, behind a proxy on this machine: what the proxy says, and nothing that the visitor does. */
@HttpTest
@TestPropertySource(properties = "server.forward-headers-strategy=native")
class ForwardedAddressTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nobodyHasGuessed() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9               | 203.0.113.9
            made-up, 10.1.2.3         | 10.1.2.3
            198.51.100.1, 192.168.0.7 | 192.168.0.7
            """)
    void theLastAddressThatIsNoProxysIsTheVisitors(String forwardedFor, String address) {
        new HttpVisitor(port)
                .post("/login", Map.of("username", "ada", "password", "wrong"), "X-Forwarded-For", forwardedFor);

        assertThat(jdbc.sql("SELECT address FROM sign_in_failure")
                        .query(String.class)
                        .list())
                .containsExactly(address);
    }
}
