package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.Program;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@OnHostileDatabaseToo
class MetricsApiTest extends ApiTest {

    @ParameterizedTest
    @CsvSource({
        "daily-metrics,        mv_daily_metrics",
        "provider-performance, mv_provider_performance",
        "model-costs,          mv_model_costs",
        "model-usage,          mv_model_usage"
    })
    void givesTheColumnsAndRowsOfTheView(String name, String view) {
        var rows = Program.json(program.get("/api/metrics/" + name)).get("rows");

        var columns =
                db.sql("SELECT * FROM " + view + " LIMIT 1").query().singleRow().keySet();
        assertThat(rows.size())
                .isEqualTo(db.sql("SELECT count(*) FROM " + view)
                        .query(Integer.class)
                        .single());
        assertThat(rows).allSatisfy(row -> assertThat(row.propertyNames()).containsAll(columns));
        assertThat(program.get("/api/metrics/" + view).body()).contains("\"view\":\"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"daily-metrics", "provider-performance", "model-costs", "model-usage"})
    void countsTheSameFromTheRollupsAsFromTheView(String view) {
        var fromView = Program.json(program.get("/api/metrics/" + view)).get("rows");
        var fromRollups = Program.json(program.get("/api/metrics/" + view + "?service=chat"))
                .get("rows");

        assertThat(fromRollups).isNotEmpty().isEqualTo(fromView);
    }

    @Test
    void writesAmountsWithAllOfTheirDigits() {
        String body = program.get("/api/metrics/model-costs?provider=openai").body();

        assertThat(body).contains("\"total_cost\":0.000003703703670370370340,");
        assertThat(cost("openai")).isEqualByComparingTo(new BigDecimal("0.00000370370367037037034"));
        assertThat(body).doesNotContain("E-");
    }

    @Test
    void tellsNoPriceFromZero() {
        var row = rows("/api/metrics/model-costs?provider=self-hosted").get(0);

        assertThat(row.get("unpriced_calls")).isEqualTo(row.get("calls"));
        assertThat(row.get("cost_per_call").isNull()).isTrue();
    }

    @Test
    void saysWhatTheFiguresAreTrueFor() {
        var document = Program.json(program.get("/api/metrics/model-usage?range=7d&provider=openai"));

        assertThat(document.get("time_zone").asString()).isEqualTo("UTC");
        assertThat(document.get("currency").asString()).isEqualTo("USD");
        assertThat(document.get("range").asString()).isEqualTo("7d");
        assertThat(document.get("provider").get(0).asString()).isEqualTo("openai");
        assertThat(document.get("as_of").asString()).endsWith("Z");
        assertThat(document.get("grain").asString()).isEqualTo("day");
    }

    @Test
    void countsByTheHourWhereThePageDoes() {
        var document = Program.json(program.get("/api/metrics/daily-metrics?range=24h"));

        assertThat(document.get("grain").asString()).isEqualTo("hour");
        assertThat(document.get("rows").size()).isEqualTo(4);
    }

    @Test
    void filtersByEveryDimensionAndSeveralValues() {
        assertThat(rows("/api/metrics/provider-performance?provider=openai&provider=anthropic"))
                .hasSize(2);
        assertThat(rows("/api/metrics/model-usage?model=llama")).hasSize(1);
        assertThat(rows("/api/metrics/model-usage?service=none")).isEmpty();
    }

    @Test
    void takesWhatFollowsTheQuestionMarkOfAPage() {
        assertThat(program.get("/api/metrics/summary?range=7d&metric=calls&group=provider")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void summarisesThePeriodAndTheOneBefore() {
        var summary = Program.json(program.get("/api/metrics/summary?range=7d"));

        assertThat(summary.get("totals").get("calls").asInt())
                .isEqualTo(db.sql("""
                                SELECT count(*) FROM api_usage
                                WHERE created_at >= date_trunc('day', now(), 'UTC') - interval '6 days'
                                """).query(Integer.class).single());
        assertThat(summary.get("totals").get("success_rate").asDouble()).isBetween(0.8, 1.0);
        assertThat(summary.get("previous").get("calls").asInt()).isPositive();
        assertThat(summary.get("previous").get("to").asString())
                .isLessThan(summary.get("compared").get("to").asString());
    }

    @Test
    void saysThatNothingHasChanged() {
        var first = program.get("/api/metrics/model-costs");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        var again = program.get("/api/metrics/model-costs", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(program.get("/api/metrics/model-costs", "If-None-Match", "\"other\", " + tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache, private");
    }

    @Test
    void givesNewFiguresAfterARefreshThatChangedThem() {
        String tag =
                program.get("/api/metrics/summary").headers().firstValue("ETag").orElseThrow();
        db.sql("INSERT INTO api_usage (model) VALUES ('new')").update();
        assertThat(program.get("/api/metrics/summary", "If-None-Match", tag).statusCode())
                .isEqualTo(304);

        refresh();

        var answer = program.get("/api/metrics/summary", "If-None-Match", tag);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Program.json(answer).get("totals").get("calls").asInt()).isEqualTo(91);
    }

    @Test
    void anotherQuestionHasAnotherTag() {
        assertThat(List.of(
                        tag("/api/metrics/model-costs"),
                        tag("/api/metrics/model-usage"),
                        tag("/api/metrics/model-costs?range=7d"),
                        tag("/api/metrics/model-costs?provider=openai"),
                        tag("/api/metrics/model-costs?model=openai")))
                .doesNotHaveDuplicates();
        assertThat(tag("/api/metrics/model-costs?model=a&model=b"))
                .isEqualTo(tag("/api/metrics/model-costs?model=b&model=a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            range=5y                              | range    | is none of 24h, 7d, 30d and custom
            range=custom                          | from     | is missing
            range=custom&from=2026-01-01          | to       | is missing
            from=2026-01-01&to=yesterday          | to       | is no day like
            from=2026-02-01&to=2026-01-01         | from     | The first day is after the last
            from=1926-01-01&to=2026-01-01         | from     | More than 3660 days
            range=7d&from=2026-01-01              | range    | must be custom
            range=7d&range=24h                    | range    | is given more than once
            provder=openai                        | provder  | is not known
            """)
    void namesWhatIsWrongWithTheParameters(String query, String parameter, String message) {
        var answer = program.get("/api/metrics/model-costs?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Program.json(answer).get("errors").get(0).get("parameter").asString())
                .isEqualTo(parameter);
        assertThat(answer.body()).contains(message).contains("\"instance\":\"/api/metrics/model-costs\"");
    }

    @Test
    void namesTheViewsThereAre() {
        var answer = program.get("/api/metrics/mv_users");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("daily-metrics, provider-performance, model-costs, model-usage and summary");
    }

    private JsonNode rows(String path) {
        return Program.json(program.get(path)).get("rows");
    }

    private BigDecimal cost(String provider) {
        return rows("/api/metrics/model-costs?provider=" + provider)
                .get(0)
                .get("total_cost")
                .decimalValue();
    }

    private String tag(String path) {
        return program.get(path).headers().firstValue("ETag").orElseThrow();
    }
}
