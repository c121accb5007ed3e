package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs are told where a setting is wrong that was made before such values were refused. */
class WrongSettingApiTest extends ApiTest {

    @AfterEach
    void setRight() {
        db.sql("UPDATE analytics_settings SET reporting_zone = 'UTC', currency = 'USD'")
                .update();
        refresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"europe/berlin", "CEST", "EST", "UTC+3"})
    void aZoneThatIsNoneIsAProblemThatSaysItsCure(String zone) {
        wrongly("reporting_zone = '" + zone + "'");
        refresh();

        var answer = program.get("/api/metrics/summary");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(Program.json(answer).get("title").asString()).isEqualTo("Wrong setting");
        assertThat(Program.json(answer).get("detail").asString())
                .startsWith("The setting reporting_zone is '" + zone + "'")
                .contains("UPDATE analytics_settings SET reporting_zone = '");
        assertThat(wrongSettings()).startsWith("The setting reporting_zone is '" + zone + "'");
    }

    @Test
    void aZoneThatPostgresLostIsAProblemThatSaysItsCure() {
        wrongly("reporting_zone = 'US/Easter'");
        db.sql("UPDATE analytics_state SET reporting_zone = 'US/Easter'").update();

        var answer = program.get("/api/metrics/daily-metrics");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Program.json(answer).get("detail").asString())
                .contains("UPDATE analytics_settings SET reporting_zone = 'US/Eastern'");
        assertThat(wrongSettings()).contains("US/Eastern");
    }

    @Test
    void aCurrencyThatIsNoneIsNamedByTheStatusAndTheHealth() {
        wrongly("currency = 'BTC'");

        assertThat(program.get("/api/metrics/summary").statusCode()).isEqualTo(200);
        assertThat(wrongSettings()).startsWith("The setting currency is 'BTC'");
        assertThat(Program.withoutKey(port).get("/actuator/health").statusCode())
                .isEqualTo(503);
    }

    @Test
    void thereIsNothingToSayWhileAllIsWell() {
        assertThat(Program.json(program.get("/api/status"))
                        .get("wrong_settings")
                        .isNull())
                .isTrue();
    }

    private String wrongSettings() {
        return Program.json(program.get("/api/status")).get("wrong_settings").asString();
    }

    private void wrongly(String values) {
        db.sql("ALTER TABLE analytics_settings DISABLE TRIGGER USER").update();
        db.sql("UPDATE analytics_settings SET " + values).update();
        db.sql("ALTER TABLE analytics_settings ENABLE TRIGGER USER").update();
    }
}
