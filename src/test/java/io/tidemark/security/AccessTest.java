package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.vaadin.flow.router.Route;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Visitor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every page and address, tried as nobody, as a viewer and as an admin. Programs with keys: see the tests of the API. */
@BrowserTest
class AccessTest {

    /** Path, and the heading that nobody, a viewer and an admin get to see there. */
    private static final String VIEWS = """
            /                            | Sign in | Overview                | Overview
            /analytics                   | Sign in | Overview                | Overview
            /analytics/panel/model-costs | Sign in | Overview                | Overview
            /import                      | Sign in | This page is for admins | Import
            /admin/refresh               | Sign in | This page is for admins | Refresh
            /admin/users                 | Sign in | This page is for admins | Users
            /admin/keys                  | Sign in | This page is for admins | API keys
            /admin/audit                 | Sign in | This page is for admins | Audit
            /account/password            | Sign in | Change password         | Change password
            /account/browsers            | Sign in | Your browsers           | Your browsers
            /account/second-factor       | Sign in | Second factor           | Second factor
            /account/passkeys            | Sign in | Passkeys                | Passkeys
            """;

    private static final String PAGES = VIEWS + """
            /login                       | Sign in | Overview                | Overview
            /login/code                  | Sign in | Overview                | Overview
            /nonsense                    | Sign in | Page not found          | Page not found
            /admin                       | Sign in | Page not found          | Page not found
            """;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    /** Without, health is down until a node that has just started has looked at the views. */
    @BeforeEach
    void theViewsAreFresh() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = PAGES)
    void page(String path, String nobody, String viewer, String admin) {
        assertThat(seenByAStranger(path)).isEqualTo(nobody);
        assertThat(seen(BarePage.open(somebody(Role.VIEWER), path))).isEqualTo(viewer);
        assertThat(seen(BarePage.open(somebody(Role.ADMIN), path))).isEqualTo(admin);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = VIEWS)
    void viewThatAPageWhichIsOpenGoesTo(String path, String nobody, String viewer, String admin) {
        assertThat(seen(BarePage.open(new HttpVisitor(port), "/login").navigate(path)))
                .isEqualTo(nobody);
        assertThat(seen(BarePage.open(somebody(Role.VIEWER), "/nonsense").navigate(path)))
                .isEqualTo(viewer);
        assertThat(seen(BarePage.open(somebody(Role.ADMIN), "/nonsense").navigate(path)))
                .isEqualTo(admin);
    }

    @Test
    void aBrowserShowsTheSame(Visitor visitor) {
        assertThat(visitor.as(null).open("/admin/users").locator("h1")).hasText("Sign in");
        assertThat(visitor.as(Role.VIEWER).open("/admin/users").locator("h1")).hasText("This page is for admins");
        assertThat(visitor.open("/admin/users").locator("h1")).hasText("Users");
        visitor.complaints().clear();
    }

    @Test
    void whatOnlyAdminsMayReadIsNotSentToAPageOfAViewer() {
        var admins = BarePage.open(somebody(Role.ADMIN), "/analytics");
        var viewers = BarePage.open(somebody(Role.VIEWER), "/analytics");

        assertThat(admins.navigate("/admin/users").answer()).contains("test-viewer", "Actions for test-admin");
        assertThat(viewers.navigate("/admin/users").answer())
                .contains("This page is for admins")
                .doesNotContain("test-admin");
    }

    @Test
    void everyPageIsInTheTable() {
        var tried = PAGES.lines()
                .map(line -> line.substring(1, line.indexOf('|')).strip())
                .toList();
        var routes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.tidemark").stream()
                        .filter(type -> type.isAnnotatedWith(Route.class))
                        .map(type -> type.getAnnotationOfType(Route.class).value())
                        .toList();

        assertThat(routes)
                .isNotEmpty()
                .allSatisfy(
                        route -> assertThat(tried).anyMatch(path -> path.matches(route.replaceAll(":\\w+", "[^/]+"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /actuator/health       | 200 | 200 | 200
            /actuator/prometheus   | 401 | 403 | 200
            /actuator              | 401 | 403 | 200
            /actuator/env          | 401 | 403 | 404
            /analytics             | 302 | 200 | 200
            /admin/users           | 302 | 200 | 200
            /admin/../actuator/env | 400 | 400 | 400
            /styles.css            | 200 | 200 | 200
            /login                 | 200 | 200 | 200
            /passkeys.js           | 200 | 200 | 200
            /webauthn/register     | 302 | 200 | 200
            """)
    void address(String path, int nobody, int viewer, int admin) {
        assertThat(List.of(status(path, null), status(path, Role.VIEWER), status(path, Role.ADMIN)))
                .containsExactly(nobody, viewer, admin);
    }

    @Test
    void healthTellsStrangersNoDetails() {
        assertThat(new HttpVisitor(port).get("/actuator/health").body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("components", "details");
    }

    @Test
    void aPageThatStaysOpenAfterSigningOutGetsNothingMore() {
        var here = somebody(Role.ADMIN);
        var page = BarePage.open(here, "/analytics");
        assertThat(page.navigate("/admin/users").answer()).contains("test-admin");
        var there = new HttpVisitor(port);
        there.cookies().putAll(here.cookies());

        assertThat(there.post("/logout", Map.of()).statusCode()).isEqualTo(302);

        assertThat(page.navigate("/admin/users").answer()).isEqualTo("{\"meta\":{\"sessionExpired\":true}}");
    }

    @Test
    void aFormThatAPageDidNotSendSignsNobodyOut() {
        assertThat(somebody(Role.ADMIN)
                        .postAsItIs("/logout", Map.of("_csrf", "x"))
                        .statusCode())
                .isEqualTo(403);
    }

    /** Of whom the document already is refused, whatever its scripts would get to see. */
    private String seenByAStranger(String path) {
        var stranger = new HttpVisitor(port);
        return stranger.get(path).headers().firstValue("Location").orElse("").equals("/login")
                ? "Sign in"
                : seen(BarePage.open(stranger, path));
    }

    private static String seen(BarePage page) {
        return page.sentTo().equals("/login") ? "Sign in" : page.heading();
    }

    private int status(String path, @Nullable Role role) {
        return (role == null ? new HttpVisitor(port) : somebody(role)).get(path).statusCode();
    }

    private HttpVisitor somebody(Role role) {
        var visitor = new HttpVisitor(port);
        visitor.cookies().put(TestUsers.COOKIE, new TestUsers(jdbc).token(role));
        return visitor;
    }
}
