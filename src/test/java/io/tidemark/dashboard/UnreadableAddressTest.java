package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Visitor;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A page whose address cannot be understood is there, and says which part of it that is. */
@BrowserTest
class UnreadableAddressTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient db;

    @BeforeEach
    void aCall() {
        db.sql("TRUNCATE api_usage").update();
        db.sql("INSERT INTO api_usage (provider, model, total_cost) VALUES ('openai', 'gpt-4o', 7.25)")
                .update();
        db.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /analytics?model=gpt%00                                     | names a model with a NUL character
            /analytics?provider=%00&range=7d                            | names a provider with a NUL character
            /analytics/panel/model-costs?service=%00                    | names a service with a NUL character
            /analytics?range=custom&from=0000-01-01&to=0000-01-02       | outside of the years 1900 to 9999
            /analytics?range=custom&from=%2B12026-01-01&to=%2B12026-01-02 | outside of the years 1900 to 9999
            /analytics?range=a%00                                       | There is no range “a�”
            /analytics?metric=%00                                       | There is no metric “�”
            """)
    void theDashboardSaysSoAndShowsWhatItCan(String address, String sentence, Visitor visitor) {
        var page = visitor.open(address);

        assertThat(page.locator(".notices")).containsText(sentence);
        assertThat(page.locator(".notices")).containsText("The page shows what it can instead.");
        assertThat(page.locator(".panels").last()).containsText("7.25");
        assertThat(page.locator(".notices .failure")).hasCount(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            q=%00                   | In the address, q has a NUL character
            who=a%00                | In the address, who has a NUL character
            did=%00                 | In the address, did has a NUL character
            from=0000-01-01         | In the address, from is no day like 2026-11-07: “0000-01-01”
            to=%2B999999999-12-31   | In the address, to is no day like 2026-11-07: “+999999999-12-31”
            from=nonsense           | In the address, from is no day like 2026-11-07: “nonsense”
            """)
    void soDoesTheAudit(String query, String sentence, Visitor visitor) {
        db.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();

        var page = visitor.open("/admin/audit?" + query);

        assertThat(page.locator(".notices")).containsText(sentence);
        assertThat(page.locator("tbody tr").first()).containsText("strategy switched");
    }

    @Test
    void aNameThatNobodyCanHaveIsAWrongOne() {
        var answer = new HttpVisitor(port).post("/login", Map.of("username", "admin\0", "password", "a\0b"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/login?problem=wrong");
    }

    @Test
    void callsThatAreDatedInTheFutureAreCountedBesideTheFigures(Visitor visitor) {
        var page = visitor.open("/analytics?range=24h");
        assertThat(page.locator(".panels").last()).containsText("7.25");
        assertThat(page.locator(".notices")).not().containsText("future");

        db.sql("""
                        INSERT INTO api_usage (created_at, model)
                        VALUES (now() + interval '20 hours', 'a'), (now() + interval '40 hours', 'b')
                        """).update();

        assertThat(page.locator(".notices"))
                .containsText("2 calls are dated in the future; they show when their time has come.");
        page.navigate("/analytics?range=custom&from=2026-01-01&to=2026-01-02");
        assertThat(page.locator(".range-picker")).containsText("Custom");
        assertThat(page.locator(".notices")).not().containsText("future");
    }

    @Test
    void changedSettingsAreOnOpenAndNewPagesAtOnce(Visitor visitor) {
        db.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        var page = visitor.open("/analytics");
        assertThat(page.locator("footer.as-of")).containsText("money in USD");

        db.sql("UPDATE analytics_settings SET currency = 'JPY'").update();

        assertThat(page.locator("footer.as-of")).containsText("money in JPY");
        assertThat(page.locator(".panels").last()).containsText("¥");
        assertThat(visitor.open("/analytics").locator("footer.as-of")).containsText("money in JPY");

        db.sql("UPDATE analytics_settings SET reporting_zone = 'Asia/Tokyo'").update();

        assertThat(page.locator("footer.as-of")).containsText("days of Asia/Tokyo");
        db.sql("UPDATE analytics_settings SET reporting_zone = 'UTC', currency = 'USD'")
                .update();
        assertThat(page.locator("footer.as-of")).containsText("days of UTC · money in USD");
    }
}
