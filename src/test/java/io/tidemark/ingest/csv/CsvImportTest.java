package io.tidemark.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.Refusal;
import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.LlmTrace;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class CsvImportTest {

    private static final String HEADER =
            "created_at,user_id,provider,model,status,prompt_tokens,cache_read_tokens,completion_tokens,total_cost,latency_ms\n";

    @Autowired
    JdbcClient db;

    @Autowired
    CsvImporter importer;

    @TempDir
    Path folder;

    private final List<Path> rejected = new ArrayList<>();

    @AfterEach
    void deleteRejectedRows() throws IOException {
        for (Path file : rejected) {
            Files.deleteIfExists(file);
        }
    }

    @BeforeEach
    void startEmpty() {
        db.sql("TRUNCATE api_usage").update();
    }

    @Test
    void takesTheTraceInWhole() throws IOException {
        Path trace = LlmTrace.in(folder);
        ImportResult result = run(trace, importer.guess(trace, StandardCharsets.UTF_8));

        assertThat(result.accepted()).isEqualTo(LlmTrace.CALLS);
        assertThat(result.rejected()).isZero();
        assertThat(result.rejectedRows()).isNull();
        assertThat(count()).isEqualTo(LlmTrace.CALLS);
        assertThat(db.sql("SELECT sum(prompt_tokens) || ' ' || sum(completion_tokens) FROM api_usage")
                        .query(String.class)
                        .single())
                .isEqualTo(sum(1, trace) + " " + sum(2, trace));
        assertThat(db.sql("SELECT max(created_at) = '2023-11-16T19:14:19.928016Z' FROM api_usage")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(verified()).isTrue();
    }

    @Test
    void movesTheTraceToNow() throws IOException {
        Path trace = LlmTrace.in(folder);
        CsvSettings guess = importer.guess(trace, StandardCharsets.UTF_8);
        var mapping = new CsvMapping(
                guess.mapping().columns(),
                Map.of(CallField.PROVIDER, "azure", CallField.MODEL, "gpt-4", CallField.SERVICE_TYPE, "code"),
                ZoneId.of("UTC"),
                guess.mapping().notation(),
                true);
        run(trace, new CsvSettings(guess.format(), mapping));

        assertThat(db.sql("""
                                SELECT now() - max(created_at) BETWEEN '0 s' AND '1 min'
                                       AND max(created_at) - min(created_at) BETWEEN '50 min' AND '70 min'
                                       AND count(*) = 8819
                                       AND count(*) FILTER (WHERE provider = 'azure' AND model = 'gpt-4' AND service_type = 'code') = 8819
                                FROM api_usage""").query(Boolean.class).single()).isTrue();
        assertThat(verified()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2026-01-02,u,p,m,success,-5,0,1,0.1,10          | prompt_tokens must not be negative: -5
            2026-01-02,u,p,m,success,5,0,1.5,0.1,10         | completion_tokens must be a whole number: 1.5
            2026-01-02,u,p,m,success,5,6,1,0.1,10           | prompt_tokens must contain cache_read_tokens
            2026-01-02,u,p,m,success,5,0,1,NaN,10           | total_cost is not a number: NaN
            2026-01-02,u,p,m,success,5,0,1,Infinity,10      | total_cost is not a number: Infinity
            2026-01-02,u,p,m,success,5,0,1,-0.1,10          | total_cost must not be negative: -0.1
            2026-01-02,u,p,m,success,5,0,1,0.1,-10          | latency_ms must not be negative: -10
            20250-01-02,u,p,m,success,5,0,1,0.1,10          | created_at has a year out of range (20250): 20250-01-02
            2999-01-02,u,p,m,success,5,0,1,0.1,10           | created_at lies
            ,u,p,m,success,5,0,1,0.1,10                     | created_at is missing
            soon,u,p,m,success,5,0,1,0.1,10                 | created_at is no time that can be read
            2026-01-02,u,p,m,success,5,0,1,0.1              | row has 9 instead of 10 cells
            2026-01-02,u,p,m,success,5,0,1,0.1,10,11        | row has 11 instead of 10 cells
            2026-01-02,u,p,"m"x,success,5,0,1,0.1,10        | row has text after a closing quote
            2026-01-02,"u,p,m,success,5,0,1,0.1,10          | row opens a quote that is never closed
            ,,,,,,,,,                                       | row has no values
            """)
    void rejectsOneRowAndTakesTheOthers(String row, String reason) throws IOException {
        Path file = file(HEADER + good("before") + row + "\n" + good("after1") + good("after2"));

        ImportResult result = run(file);

        assertThat(result.rejected()).isEqualTo(1);
        assertThat(result.firstRejects()).singleElement().satisfies(reject -> {
            assertThat(reject.line()).isEqualTo(3);
            assertThat(reject.reason()).startsWith(reason);
        });
        assertThat(values("SELECT model FROM api_usage ORDER BY id")).containsExactly("before", "after1", "after2");
        assertThat(result.accepted()).isEqualTo(3);
    }

    @Test
    void leavesColumnsOfOthersToTheirDefaultsAndNamesOneThatHasNone() throws IOException {
        db.sql("ALTER TABLE api_usage ADD COLUMN team text NOT NULL DEFAULT 'ours'")
                .update();
        try {
            assertThat(run(file(HEADER + good("m"))).accepted()).isOne();
            assertThat(values("SELECT team FROM api_usage")).containsExactly("ours");

            db.sql("ALTER TABLE api_usage ALTER COLUMN team DROP DEFAULT").update();
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> run(file(HEADER + good("m"))))
                    .satisfies(e -> assertThat(Refusal.in(e).orElseThrow().text())
                            .startsWith("The column \"team\" of api_usage, which is not one of Tidemark's"));
            assertThat(count()).isOne();
        } finally {
            db.sql("ALTER TABLE api_usage DROP COLUMN team").update();
        }
    }

    @Test
    void namesTheFilesOwnColumn() throws IOException {
        ImportResult result = run(file("TIMESTAMP,ContextTokens,GeneratedTokens\n2026-01-02 00:00:00,-1,2\n"));

        assertThat(result.firstRejects().getFirst().column()).isEqualTo("ContextTokens");
    }

    @Test
    void keepsSqlQuotesAndEmojiAsText() throws IOException {
        ImportResult result = run(file(HEADER
                + "2026-01-02,\"'); DROP TABLE api_usage; --\",\\N,\"gpt-\"\"4\"\" 'o' \\. \\N \t🌊\",OK,1,0,1,,\n"));

        assertThat(result.rejected()).isZero();
        assertThat(db.sql("SELECT user_id, provider, model, status, total_cost FROM api_usage")
                        .query()
                        .singleRow())
                .containsEntry("user_id", "'); DROP TABLE api_usage; --")
                .containsEntry("provider", null)
                .containsEntry("model", "gpt-\"4\" 'o' \\. \\N \t🌊")
                .containsEntry("status", "OK")
                .containsEntry("total_cost", null);
    }

    @Test
    void readsSemicolonsDecimalCommasSecondsAndAZone() throws IOException {
        Path file = file(
                "\uFEFFDatum;Zeit;Modell;cost;Duration [s];model\r\n" + "x;31.01.2026 10:00;y;0,25;1,5;m\r\n",
                StandardCharsets.UTF_8);
        CsvSettings guess = importer.guess(file, StandardCharsets.UTF_8);
        var mapping = new CsvMapping(
                Arrays.asList(
                        null, CallField.CREATED_AT, null, CallField.TOTAL_COST, CallField.LATENCY_MS, CallField.MODEL),
                Map.of(),
                ZoneId.of("Europe/Berlin"),
                new CsvNotation(NumberMarks.COMMA, LatencyUnit.SECONDS, null, null),
                false);
        run(file, new CsvSettings(guess.format(), mapping));

        assertThat(db.sql("SELECT total_cost, latency_ms, created_at = '2026-01-31T09:00Z' AS on_time FROM api_usage")
                        .query()
                        .singleRow())
                .containsEntry("total_cost", new BigDecimal("0.25"))
                .containsEntry("latency_ms", new BigDecimal("1500"))
                .containsEntry("on_time", true);
    }

    @Test
    void refusesAnotherEncodingAsAWholeAndTakesItWhenTold() throws IOException {
        Path file = file(HEADER + good("m").repeat(20_000) + good("caf\u00e9"), StandardCharsets.ISO_8859_1);
        CsvProbe probe = CsvProbe.of(file);

        assertThat(probe.undecodable()).isNotNull();
        assertThat(probe.undecodable().line()).isEqualTo(20_002);
        assertThatExceptionOfType(UndecodableText.class)
                .isThrownBy(() -> run(file, importer.guess(file, StandardCharsets.UTF_8)))
                .withMessageContaining("in line 20,002, is not valid UTF-8");
        assertThat(count()).isZero();

        assertThat(probe.charset()).isEqualTo(Charset.forName("windows-1252"));
        assertThat(run(file, importer.guess(file, probe.charset())).accepted()).isEqualTo(20_001);
        assertThat(values("SELECT DISTINCT model FROM api_usage")).contains("café");
    }

    @Test
    void readsUtf16() throws IOException {
        Path file = file("\uFEFF" + HEADER + good("🌊"), StandardCharsets.UTF_16LE);

        assertThat(run(file, importer.guess(file, CsvProbe.of(file).charset())).accepted())
                .isEqualTo(1);
        assertThat(values("SELECT model FROM api_usage")).containsExactly("🌊");
    }

    @Test
    void storesNothingWhenCancelled() throws IOException {
        Path file = file(HEADER + good("m").repeat(50_000));

        assertThatExceptionOfType(ImportCancelled.class)
                .isThrownBy(() -> importer.run(
                        file,
                        CsvProbe.of(file),
                        importer.guess(file, StandardCharsets.UTF_8),
                        (fraction, accepted, rejected) -> accepted < 10_000));
        assertThat(count()).isZero();
        assertThat(run(file).accepted()).isEqualTo(50_000);
    }

    @Test
    void reportsProgressUpToTheEnd() throws IOException {
        Path file = file(HEADER + good("m").repeat(20_000));
        List<Double> seen = new ArrayList<>();
        importer.run(
                file,
                CsvProbe.of(file),
                importer.guess(file, StandardCharsets.UTF_8),
                (fraction, accepted, rejected) -> {
                    seen.add(fraction);
                    return true;
                });

        assertThat(seen).isSorted().hasSizeGreaterThan(10);
        assertThat(seen.getLast()).isEqualTo(1.0);
    }

    @Test
    void keepsRejectedRowsForRepairAndTakesThemAfterwards() throws IOException {
        String bad = "2026-01-02,\"=HYPERLINK(\"\"x\"\")\",p,m,success,-5,0,1,0.1,10\r\n";
        ImportResult result = run(file(HEADER + bad + good("fine") + "a,\"b\n"));

        String rejected = Files.readString(result.rejectedRows());
        assertThat(rejected)
                .isEqualTo("\uFEFFline,reason,\"created_at\",\"user_id\",\"provider\",\"model\",\"status\","
                        + "\"prompt_tokens\",\"cache_read_tokens\",\"completion_tokens\",\"total_cost\",\"latency_ms\"\r\n"
                        + "2,\"prompt_tokens must not be negative: -5\"," + bad
                        + "4,\"row opens a quote that is never closed\",\"a,\"\"b\"\r\n");

        ImportResult repaired = run(file(rejected.replace(",-5,", ",5,")));
        assertThat(repaired.accepted()).isEqualTo(1);
        assertThat(values("SELECT user_id FROM api_usage WHERE prompt_tokens = 5 AND user_id <> 'u'"))
                .containsExactly("=HYPERLINK(\"x\")");
    }

    @Test
    void takesAnImportBackAndNothingElse() throws IOException {
        db.sql("INSERT INTO api_usage (model, created_at) VALUES ('mine', '2026-01-02')")
                .update();
        Path file = file(HEADER + good("m").repeat(10));
        ImportResult first = run(file);
        ImportResult second = run(file);
        assertThat(importer.importedBefore(CsvProbe.of(file))).isEqualTo(20);

        assertThat(importer.undo(first)).isEqualTo(10);

        assertThat(importer.importedBefore(CsvProbe.of(file))).isEqualTo(10);
        assertThat(count()).isEqualTo(11);
        assertThat(importer.undo(second)).isEqualTo(10);
        assertThat(values("SELECT model FROM api_usage")).containsExactly("mine");
        assertThat(verified()).isTrue();
    }

    @Test
    void previewsTenRowsWithTheirMistakes() throws IOException {
        Path file = file(HEADER + good("m") + "x\n" + good("m").repeat(20));

        List<PreviewRow> rows = importer.preview(file, importer.guess(file, StandardCharsets.UTF_8));

        assertThat(rows).hasSize(10);
        assertThat(rows.getFirst().call().model()).isEqualTo("m");
        assertThat(rows.get(1).reasons().getFirst().reason()).isEqualTo("row has 1 instead of 10 cells");
        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            504b0304        | Excel workbook
            1f8b0800        | compressed
            50415231        | Parquet
            00010203040506  | NUL bytes
            ''              | empty
            """)
    void saysWhatAFileIsThatIsNotCsv(String hex, String message) throws IOException {
        Path file = folder.resolve("file");
        Files.write(file, HexFormat.of().parseHex(hex));

        assertThatExceptionOfType(NotCsv.class)
                .isThrownBy(() -> CsvProbe.of(file))
                .withMessageContaining(message);
    }

    @Test
    void saysThatTheFirstRowMakesNoSense() throws IOException {
        Path wide = file(",".repeat(100_000));
        Path quote = file("\"created_at,model\n2026-01-02,m\n");

        assertThatExceptionOfType(NotCsv.class)
                .isThrownBy(() -> importer.guess(wide, StandardCharsets.UTF_8))
                .withMessageContaining("100,001 columns");
        assertThatExceptionOfType(NotCsv.class)
                .isThrownBy(() -> importer.guess(quote, StandardCharsets.UTF_8))
                .withMessageContaining("stray quote");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id,starttime,end_user,custom_llm_provider,model_group,model,total_tokens,prompt_tokens,completion_tokens,spend
            created_at;model_name;provider_name;tokens_prompt;tokens_completion;cost_total;generation_time;user
            timestamp,gen_ai.response.model,gen_ai.usage.input_tokens,gen_ai.usage.output_tokens,duration_ms
            """)
    void knowsWhatOtherToolsCallTheirColumns(String header) throws IOException {
        List<CallField> columns = importer.guess(file(header + "\n"), StandardCharsets.UTF_8)
                .mapping()
                .columns();

        assertThat(columns)
                .contains(CallField.CREATED_AT, CallField.MODEL, CallField.PROMPT_TOKENS, CallField.COMPLETION_TOKENS);
        assertThat(columns.stream().filter(Objects::nonNull)).doesNotHaveDuplicates();
    }

    @Test
    void guessesColumnsWithoutNamesByTheirValues() throws IOException {
        CsvSettings guess = importer.guess(
                file("2026-01-02 10:00:00\t12\t7\n2026-01-02 10:00:01\t13\t8\n"), StandardCharsets.UTF_8);

        assertThat(guess.format()).isEqualTo(new CsvFormat(StandardCharsets.UTF_8, '\t', false));
        assertThat(guess.mapping().columns())
                .containsExactly(CallField.CREATED_AT, CallField.PROMPT_TOKENS, CallField.COMPLETION_TOKENS);
    }

    private static String good(String model) {
        return "2026-01-02T03:04:05Z,u,p," + model + ",success,5,0,1,0.1,10\n";
    }

    private static long sum(int column, Path trace) throws IOException {
        return Files.readAllLines(trace).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[column]))
                .sum();
    }

    private boolean verified() {
        db.sql("SELECT refresh_analytics_views()").query().singleRow();
        return db.sql("SELECT count(*) FROM verify_analytics_views()")
                        .query(Long.class)
                        .single()
                == 0;
    }

    private ImportResult run(Path file) throws IOException {
        return run(file, importer.guess(file, StandardCharsets.UTF_8));
    }

    private ImportResult run(Path file, CsvSettings settings) throws IOException {
        ImportResult result = importer.run(file, CsvProbe.of(file), settings, ImportProgress.UNWATCHED);
        if (result.rejectedRows() != null) {
            rejected.add(result.rejectedRows());
        }
        return result;
    }

    private Path file(String text) throws IOException {
        return file(text, StandardCharsets.UTF_8);
    }

    private Path file(String text, Charset charset) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "calls", ".csv"), text, charset);
    }

    private long count() {
        return db.sql("SELECT count(*) FROM api_usage").query(Long.class).single();
    }

    private List<String> values(String sql) {
        return db.sql(sql).query(String.class).list();
    }
}
