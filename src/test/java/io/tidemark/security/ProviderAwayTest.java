package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.RunningServer;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tidemark starts, and lets in whoever has a password, whether the OpenID provider is there or not. */
@ExtendWith(OutputCaptureExtension.class)
class ProviderAwayTest {

    private static final String CLIENT = "--spring.security.oauth2.client.";

    @Test
    void isToldToWhoWantsToSignInAndWorksAgainAsSoonAsItIsBack(CapturedOutput output) throws IOException {
        int port = freePort();
        try (var database = TestDatabase.create();
                var server = start(database, "http://localhost:" + port + "/company")) {
            var visitor = new HttpVisitor(server.port());

            assertThat(signIn(visitor)).isEqualTo("/login?problem=unreachable");
            assertThat(visitor.signIn(FirstAdmin.NAME, HttpVisitor.ADMIN_PASSWORD)
                            .headers()
                            .firstValue("Location"))
                    .hasValueSatisfying(location -> assertThat(location).doesNotContain("problem"));
            Until.asserted(() -> assertThat(output.toString())
                    .containsOnlyOnce("event=single_sign_on_unavailable provider=company")
                    .contains("It cannot be reached: "));

            var provider = new MockOAuth2Server(new OAuth2Config());
            provider.start(InetAddress.getLoopbackAddress(), port);
            try {
                Until.asserted(() ->
                        assertThat(signIn(visitor)).startsWith("http://localhost:" + port + "/company/authorize"));
            } finally {
                provider.shutdown();
            }
            assertThat(output.toString()).contains("event=single_sign_on_available provider=company");
        }
    }

    @Test
    void oneThatIsNotTheOneThatWasNamedIsSaidInTheLogInWords(CapturedOutput output) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] body = """
                    {"issuer": "https://login.example.com", "authorization_endpoint": "https://login.example.com/a",
                     "token_endpoint": "https://login.example.com/t", "jwks_uri": "https://login.example.com/k",
                     "subject_types_supported": ["public"]}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        other.start();
        try (var database = TestDatabase.create();
                var server =
                        start(database, "http://localhost:" + other.getAddress().getPort())) {
            assertThat(signIn(new HttpVisitor(server.port()))).isEqualTo("/login?problem=provider");
            assertThat(signIn(new HttpVisitor(server.port()))).isEqualTo("/login?problem=provider");
            assertThat(output.toString())
                    .containsOnlyOnce("event=single_sign_on_unavailable")
                    .contains("https://login.example.com", "did not match the requested issuer", "issuer-uri")
                    .doesNotContain("\tat ");
        } finally {
            other.stop(0);
        }
    }

    private static RunningServer start(TestDatabase database, String issuer) {
        return RunningServer.start(
                database,
                0,
                "--tidemark.admin-password=" + HttpVisitor.ADMIN_PASSWORD,
                CLIENT + "registration.company.client-id=tidemark",
                CLIENT + "registration.company.client-secret=secret",
                CLIENT + "registration.company.scope=openid",
                CLIENT + "provider.company.issuer-uri=" + issuer);
    }

    /** Where somebody who clicks the button is sent. */
    private static String signIn(HttpVisitor visitor) {
        return visitor.get("/oauth2/authorization/company")
                .headers()
                .firstValue("Location")
                .orElse("");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
