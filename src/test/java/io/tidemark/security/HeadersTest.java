package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What answers tell browsers to allow. That pages work under it is what every test in a browser shows. */
@HttpTest
@TestPropertySource(properties = {"server.forward-headers-strategy=native", "tidemark.api.max-body-size=1KB"})
class HeadersTest {

    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/analytics",
                "/styles.css",
                "/actuator/health",
                "/api/nothing",
                "/api/docs",
                "/page-closed"
            })
    void everyAnswerIsKeptInItsPlace(String path) {
        assertIsKeptInItsPlace(new HttpVisitor(port).get(path));
    }

    @Test
    void anAnswerThatIsGivenBeforeAllElseIsToo() {
        var foreign = new HttpVisitor(port).get("/login", "Origin", "https://evil.example");
        var tooLarge = new HttpVisitor(port).postJson("/api/usage", "x".repeat(2_000));

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertIsKeptInItsPlace(foreign);
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertIsKeptInItsPlace(tooLarge);
    }

    private static void assertIsKeptInItsPlace(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy)
                        .contains("default-src ", "object-src 'none'", "base-uri ", "frame-ancestors 'none'"));
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
        assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(header(answer, "Permissions-Policy")).contains("camera=()");
        assertThat(header(answer, "Server")).isEmpty();
    }

    @Test
    void onlyScriptsOfOursRunEachMarkedAnew() {
        var one = new HttpVisitor(port).get("/login");
        var other = new HttpVisitor(port).get("/login");

        assertThat(header(one, "Content-Security-Policy"))
                .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(nonce(one)).isNotEqualTo(nonce(other));
        assertThat(one.body()).contains("nonce=\"" + nonce(one) + "\"");
    }

    @Test
    void whatShowsTheBannerOfTheVendorMayRun() {
        var page = new HttpVisitor(port).get("/login").body();

        assertThat(page.contains("<vaadin-commercial-banner>")).isEqualTo(page.contains(PagePolicy.BANNER.strip()));
    }

    @Test
    void overTlsBrowsersComeBackOverTls() {
        var plain = new HttpVisitor(port).get("/login");
        var tls = new HttpVisitor(port).get("/login", "X-Forwarded-Proto", "https");

        assertThat(header(plain, "Strict-Transport-Security")).isEmpty();
        assertThat(header(tls, "Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(tls.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Lax"));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String nonce(HttpResponse<String> answer) {
        var nonce = NONCE.matcher(header(answer, "Content-Security-Policy"));
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }
}
