package io.tidemark.imports;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.LlmTrace;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@BrowserTest
class ImportPageTest {

    @Autowired
    JdbcClient db;

    @TempDir
    Path folder;

    @BeforeEach
    void startEmpty() {
        db.sql("TRUNCATE api_usage").update();
    }

    @Test
    void importsTheTraceMovedToNowAndTakesItBack(Visitor visitor) {
        Page page = open(visitor);
        page.locator("vaadin-upload input[type=file]").setInputFiles(LlmTrace.in(folder));

        assertThat(page.getByText("ContextTokens", textExactly())).isVisible();
        page.getByLabel("Provider", exactly()).fill("azure");
        page.getByLabel("Model", exactly()).fill("gpt-4");
        page.getByLabel("Move all calls in time so that the newest is now").check();
        assertThat(page.locator("vaadin-grid").getByText("azure").first()).isVisible();
        button(page, "Import").click();

        assertThat(page.getByText("8,819")).isVisible();
        assertThat(page.getByText("0rows rejected")).isVisible();
        assertThat(db.sql("""
                                SELECT count(*) = 8819 AND min(provider) = 'azure' AND now() - max(created_at) < interval '1 min'
                                FROM api_usage""").query(Boolean.class).single()).isTrue();
        db.sql("SELECT refresh_analytics_views()").query().singleRow();
        assertThat(db.sql("SELECT sum(calls) FROM mv_model_usage")
                        .query(Long.class)
                        .single())
                .isEqualTo(8_819);

        button(page, "Undo this import").click();
        button(page, "Delete calls").click();
        assertThat(page.getByText("Undone: 8,819 calls were deleted.")).isVisible();
        assertThat(count()).isZero();
    }

    @Test
    void showsWhatIsWrongBeforeAndAfter(Visitor visitor) throws IOException {
        Page page = open(visitor);
        upload(page, "bad;name.csv", """
                created_at,model,prompt_tokens,total_cost
                2026-01-02,good,5,0.1
                2026-01-02,"quotes "" and 🌊",-5,0.1
                2026-01-02,x,5,NaN
                20250-01-02,x,5,1
                2026-01-02,<img src=x onerror=alert(1)>,5,1
                """);

        assertThat(page.locator("vaadin-grid").getByText("prompt_tokens must not be negative: -5"))
                .isVisible();
        button(page, "Import").click();
        assertThat(page.getByText("3rows rejected")).isVisible();
        assertThat(page.locator("vaadin-grid").getByText("created_at has a year out of range (20250)"))
                .isVisible();
        Download download =
                page.waitForDownload(() -> page.getByText("Download all 3").click());

        assertThat(download.suggestedFilename()).isEqualTo("bad;name-rejected.csv");
        assertThat(Files.readString(download.path()))
                .contains("4,\"total_cost is not a number: NaN\",2026-01-02,x,5,NaN");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void warnsOfAFileThatWasImportedBefore(Visitor visitor) {
        Page page = open(visitor);
        String csv = "created_at,model\n2026-01-02,m\n";
        upload(page, "a.csv", csv);
        button(page, "Import").click();
        assertThat(page.getByText("1call stored")).isVisible();
        button(page, "Import another file").click();
        upload(page, "b.csv", csv);

        assertThat(page.getByText("was imported before: 1 of its calls are stored"))
                .isVisible();
    }

    @Test
    void offersAnotherEncoding(Visitor visitor) {
        Page page = open(visitor);
        page.locator("vaadin-upload input[type=file]")
                .setInputFiles(new FilePayload(
                        "latin.csv",
                        "text/csv",
                        "created_at,model\n2026-01-02,café\n".getBytes(Charset.forName("windows-1252"))));

        assertThat(page.getByText("The file is not UTF-8 (byte 31, in line 2)")).isVisible();
        assertThat(page.locator("vaadin-grid").getByText("café")).isVisible();
    }

    @Test
    void saysWhyAFileIsOfNoUse(Visitor visitor) {
        Page page = open(visitor);
        page.locator("vaadin-upload input[type=file]")
                .setInputFiles(new FilePayload("book.xlsx", "application/zip", new byte[] {'P', 'K', 3, 4, 0}));

        assertThat(page.getByText("This is an Excel workbook or a ZIP archive."))
                .isVisible();
        upload(page, "a.csv", "created_at,model\n2026-01-02,m\n");
        assertThat(button(page, "Import")).isEnabled();
    }

    @Test
    void asksForTheTimeAndForEachFieldOnce(Visitor visitor) {
        Page page = open(visitor);
        upload(page, "a.csv", "when,what\n2026-01-02,m\n");
        assertThat(button(page, "Import")).isEnabled();

        choose(page, "What column when holds", "Model");
        assertThat(page.getByText("Choose the column that holds the time of the calls."))
                .isVisible();
        assertThat(button(page, "Import")).isDisabled();
        choose(page, "What column when holds", "Time");
        choose(page, "What column what holds", "Time");
        assertThat(page.getByText("Two columns are chosen for Time.")).isVisible();
        choose(page, "What column what holds", "Model");
        assertThat(button(page, "Import")).isEnabled();
    }

    @Test
    void asksHowNumbersDaysAndLatenciesAreMeant(Visitor visitor) {
        Page page = open(visitor);
        upload(page, "a.csv", """
                created_at;model;prompt_tokens;cost;latency
                03/04/2026;m;1;1,234;25
                05/04/2026;m;1;2,345;31
                """);

        assertThat(button(page, "Import")).isDisabled();
        assertThat(page.getByText("1,234 becomes 1234", textExactly())).isVisible();
        answer(page, "1234,5");
        answer(page, "seconds");
        assertThat(button(page, "Import")).isDisabled();
        answer(page, "day/month/year");
        button(page, "Import").click();

        assertThat(page.getByText("2calls stored")).isVisible();
        assertThat(db.sql("""
                                SELECT created_at::date || ' ' || trim_scale(total_cost) || ' ' || trim_scale(latency_ms)
                                FROM api_usage ORDER BY id""").query(String.class).list())
                .containsExactly("2026-04-03 1.234 25000", "2026-04-05 2.345 31000");
    }

    @Test
    void asksAgainWhereAnotherColumnIsMeant(Visitor visitor) {
        Page page = open(visitor);
        upload(page, "a.csv", "created_at;model;billed\n2026-01-02;m;1,234\n");
        assertThat(button(page, "Import")).isEnabled();

        choose(page, "What column billed holds", "Cost");

        assertThat(page.getByText("The file can be read in more than one way.")).isVisible();
        assertThat(button(page, "Import")).isDisabled();
        choose(page, "What column billed holds", "Prompt tokens");
        assertThat(button(page, "Import")).isEnabled();
        assertThat(page.locator("vaadin-grid").getByText("1234").first()).isVisible();
    }

    @Test
    void asksWhichOfTwoColumnsOfANameIsMeant(Visitor visitor) {
        Page page = open(visitor);
        upload(page, "a.csv", "created_at,model,cost,cost\n2026-01-02,m,0.5,0.7\n");

        assertThat(page.getByText("Two columns are chosen for Cost.")).isVisible();
        assertThat(button(page, "Import")).isDisabled();
        choose(page, "What column cost (column 4) holds", "Ignore");
        assertThat(button(page, "Import")).isEnabled();
    }

    @Test
    void cancelsALongImportThatWentOnWhileThePageWasLeft(Visitor visitor) throws IOException {
        Path file = folder.resolve("long.csv");
        Files.writeString(
                file, "created_at,model\n" + "2026-01-02T03:04:05Z,a-model-with-a-long-name\n".repeat(1_000_000));
        Page page = open(visitor);
        page.locator("vaadin-upload input[type=file]").setInputFiles(file);
        button(page, "Import").click();
        assertThat(page.getByText("Importing long.csv")).isVisible();
        page.reload();
        assertThat(page.getByText("Importing long.csv")).isVisible();
        button(page, "Cancel").click();

        assertThat(page.getByText("The import was cancelled; nothing was stored."))
                .isVisible();
        assertThat(count()).isZero();
        assertThat(button(page, "Import")).isEnabled();
    }

    @Test
    void fitsAPhoneAndTheDark(Visitor visitor) {
        Page phone = visitor.openOnAPhone("/import");
        phone.locator("vaadin-upload input[type=file]").setInputFiles(LlmTrace.in(folder));
        assertThat(phone.getByText("ContextTokens", textExactly())).isVisible();
        assertThat(phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        Page dark = visitor.openInTheDark("/import");
        dark.locator("vaadin-upload input[type=file]").setInputFiles(LlmTrace.in(folder));
        assertThat(dark.getByText("ContextTokens", textExactly())).isVisible();
    }

    private static Page open(Visitor visitor) {
        Page page = visitor.open("/import");
        page.setDefaultTimeout(8_000);
        return page;
    }

    private static void upload(Page page, String name, String csv) {
        page.locator("vaadin-upload input[type=file]")
                .setInputFiles(new FilePayload(name, "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    }

    private static void choose(Page page, String select, String item) {
        page.getByLabel(select, new Page.GetByLabelOptions().setExact(true)).click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName(item).setExact(true))
                .click();
    }

    private static void answer(Page page, String choice) {
        page.locator(
                        ".import-question vaadin-radio-button",
                        new Page.LocatorOptions().setHas(page.getByText(choice, textExactly())))
                .click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByTextOptions textExactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private long count() {
        return db.sql("SELECT count(*) FROM api_usage").query(Long.class).single();
    }
}
