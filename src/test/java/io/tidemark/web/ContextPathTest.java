package io.tidemark.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.Chromium;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Program;
import io.tidemark.testing.RunningServer;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind a proxy that has other things at its root, everything stays below the path that is ours. */
class ContextPathTest {

    private static TestDatabase database;
    private static RunningServer server;

    private final List<String> asked = new ArrayList<>();
    private BrowserContext window;
    private Page page;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        server = RunningServer.start(
                database,
                0,
                "--server.servlet.context-path=/x",
                "--tidemark.admin-password=" + HttpVisitor.ADMIN_PASSWORD);
        database.client()
                .sql("UPDATE app_user SET must_change_password = false")
                .update();
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
    }

    @BeforeEach
    void open() {
        window = Chromium.browser().newContext(new Browser.NewContextOptions().setBaseURL(server.address("")));
        page = window.newPage();
        page.onRequest(request -> asked.add(request.url()));
        page.onWebSocket(socket -> asked.add(socket.url()));
        page.onResponse(response -> {
            if (response.status() >= 400) {
                asked.add(response.status() + " " + response.url());
            }
        });
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void aPersonSignsInAndSeesEveryPage() {
        page.navigate("/x/");
        assertThat(page).hasURL(Pattern.compile(".*/x/login$"));
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(HttpVisitor.ADMIN_PASSWORD);
        page.waitForLoadState(LoadState.NETWORKIDLE); // the button has its script by then
        page.locator("vaadin-button").click();
        assertThat(page.locator("h1")).hasText("Overview");
        assertThat(page.getByText("curl " + server.address("/x/api/usage"))).isVisible();

        database.client()
                .sql("INSERT INTO api_usage (provider, model, total_cost) VALUES ('openai', 'gpt-4o', 7.25)")
                .update();
        assertThat(page.locator(".panels").last()).containsText("7.25"); // by push

        for (var view : List.of("Import", "Refresh", "Users", "API keys", "Audit")) {
            page.locator("vaadin-side-nav-item", new Page.LocatorOptions().setHasText(view))
                    .click();
            assertThat(page.locator("h1")).hasText(view);
        }
        assertThatAllIsBelowOurPath();
    }

    @Test
    void soIsTheDescriptionOfTheApi() {
        page.navigate("/x/api/docs");
        assertThat(page.locator("h1")).hasText("API");
        assertThat(page.getByText("curl " + server.address("/x/api/status"))).isVisible();
        page.getByText("openapi.json").click();
        assertThat(page.locator("body")).containsText("\"servers\":[{\"url\":\"/x/\"}]");
        page.navigate("/x/api/docs");
        page.getByText("Tidemark", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page).hasURL(Pattern.compile(".*/x/login$"));
        assertThatAllIsBelowOurPath();
    }

    @Test
    void soIsWhatAProgramIsToldToAskLater() {
        var keys = server.bean(ApiKeys.class);
        var program = Program.withKey(
                server.port(),
                keys.create("Test", Set.of(KeyScope.values()), null, TestUsers.WHO)
                        .secret());

        var accepted = program.post("/x/api/refresh", "Prefer", "respond-async");

        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("/x/api/refresh/");
        Until.asserted(() -> assertThat(
                        Program.json(program.get(location)).get("state").asString())
                .isEqualTo("done"));
        assertThat(program.get("/x/actuator/health").statusCode()).isEqualTo(200);
        assertThat(program.get("/x/api/nothing").headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void soIsTheWayHomeFromWhatIsRefused() {
        var refused = new HttpVisitor(server.port()).get("/x/a;b", "Accept", "text/html");
        assertThat(refused.body()).contains("<a href=\"/x/analytics\">");
        assertThat(new HttpVisitor(server.port()).get("/x/%25zz%00").body()).contains("<a href=\"/x/analytics\">");
        assertThat(new HttpVisitor(server.port()).get("/elsewhere").body()).contains("<a href=\"/x/analytics\">");
    }

    private void assertThatAllIsBelowOurPath() {
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(url ->
                        assertThat(url).matches("(http|ws)://localhost:" + server.port() + "/x/.*|data:.*|blob:.*"));
    }
}
