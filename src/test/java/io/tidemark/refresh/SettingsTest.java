package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which time zones and currencies can be chosen. */
class SettingsTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            Europe/Berln   | Europe/Berlin
            europe/berlin  | Europe/Berlin
            Berlin         | Europe/Berlin
            New York       | America/New_York
            US/Easter      | US/Eastern
            CEST           | Europe/Berlin
            EST            | America/New_York
            UTC+3          | "Etc/GMT-3, which is 3 hours ahead of UTC"
            GMT-05:00      | "Etc/GMT+5, which is 5 hours behind UTC"
            posix/UTC      | UTC
            """, delimiter = '|')
    void aZoneThatIsNoneIsRefusedAndTheNearestNamed(String zone, String nearest) {
        assertThatThrownBy(() -> set("reporting_zone", zone))
                .satisfies(problem -> assertThat(hint(problem))
                        .startsWith("Did you mean " + nearest + "?")
                        .contains("UPDATE analytics_settings SET reporting_zone = '"));
        assertThat(setting("reporting_zone")).isEqualTo("UTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Mars/Phobos", "+05:30", "3", "EUROPE/FOO+3", "<X>-3", "DEFAULT"})
    void aZoneThatIsNearNoneIsRefusedWithNamesToChooseFrom(String zone) {
        assertThatThrownBy(() -> set("reporting_zone", zone))
                .satisfies(problem -> assertThat(hint(problem)).contains("SELECT name FROM pg_timezone_names"));
    }

    @Test
    void everyZoneIsTakenThatPostgresAndJavaBothHave() {
        var names = jdbc.sql("SELECT name FROM pg_timezone_names")
                .query(String.class)
                .list();
        var usable = jdbc.sql("SELECT name FROM pg_timezone_names WHERE zone_is_usable(name)")
                .query(String.class)
                .list();

        assertThat(usable)
                .containsExactlyInAnyOrderElementsOf(names.stream()
                        .filter(ZoneId.getAvailableZoneIds()::contains)
                        .toList());
        assertThat(usable).hasSizeGreaterThan(550);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC", "XXX", "XAU", "usd", "EURO", "DEM", "CHE", "", "$"})
    void aCurrencyThatIsNoneIsRefused(String currency) {
        assertThatThrownBy(() -> set("currency", currency))
                .satisfies(problem -> assertThat(hint(problem)).contains("UPDATE analytics_settings SET currency"))
                .hasMessageContaining("ISO 4217");
        assertThat(setting("currency")).isEqualTo("USD");
    }

    @Test
    void theCurrencyOfEveryCountryIsTakenAndNoneThatHasNoUnits() {
        var codes = List.of(jdbc.sql("SELECT currency_codes()")
                .query((row, _) -> (String[]) row.getArray(1).getArray())
                .single());
        var inUse = Stream.of(Locale.getISOCountries())
                .map(country -> Currency.getInstance(Locale.of("", country)))
                .filter(Objects::nonNull)
                .map(Currency::getCurrencyCode)
                .distinct()
                .toList();

        assertThat(codes).containsAll(inUse).doesNotHaveDuplicates();
        assertThat(codes)
                .allSatisfy(code -> assertThat(Currency.getInstance(code).getDefaultFractionDigits())
                        .isNotNegative());
        assertThat(codes).as("funds").doesNotContain("BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI");
    }

    @Test
    void whatIsWrongAlreadyIsSaidWithItsCureAndKeepsNothingElseFromBeingSet() {
        wrongly("reporting_zone = 'Europe/Berln', currency = 'BTC'");

        assertThat(jdbc.sql("SELECT setting FROM settings_trouble()")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("reporting_zone", "currency");
        assertThat(status())
                .contains("The setting reporting_zone is 'Europe/Berln', which is no time zone")
                .contains("UPDATE analytics_settings SET reporting_zone = 'Europe/Berlin'")
                .contains("The setting currency is 'BTC'");
        assertThat(jdbc.sql("SELECT detail FROM explain_staleness() WHERE cause = 'wrong setting'")
                        .query(String.class)
                        .list())
                .hasSize(2);

        set("currency", "EUR");
        assertThat(status()).doesNotContain("currency is");
    }

    @Test
    void aRefreshInAZoneThatIsNoneSaysWhatToDoAndGoesOnOnceThatIsDone() {
        Calls.insert(jdbc, 20);
        Calls.refresh(jdbc);
        wrongly("reporting_zone = 'Europe/Berln'");

        assertThat(jdbc.sql("SELECT analytics_changes_pending()")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThatThrownBy(() -> Calls.refresh(jdbc))
                .hasMessageContaining("days cannot be counted: reporting_zone 'Europe/Berln' is no time zone")
                .satisfies(problem -> assertThat(hint(problem)).contains("Europe/Berlin"));

        set("reporting_zone", "Europe/Berlin");
        Calls.refresh(jdbc);
        assertThat(Calls.counted(jdbc)).isEqualTo(20);
        assertThat(status()).isNull();
    }

    @Test
    void figuresThatAreStillCountedInAZoneThatIsNoneAreNamed() {
        Calls.insert(jdbc, 20);
        Calls.refresh(jdbc);
        jdbc.sql("UPDATE analytics_state SET reporting_zone = 'US/Gone'").update();

        assertThat(status())
                .contains("still counted in the time zone 'US/Gone'")
                .contains("The next refresh counts them anew in UTC.");
        Calls.refresh(jdbc);
        assertThat(status()).isNull();
    }

    private void wrongly(String values) {
        jdbc.sql("ALTER TABLE analytics_settings DISABLE TRIGGER USER").update();
        jdbc.sql("UPDATE analytics_settings SET " + values).update();
        jdbc.sql("ALTER TABLE analytics_settings ENABLE TRIGGER USER").update();
    }

    private String status() {
        return jdbc.sql("SELECT wrong_settings FROM analytics_refresh_status")
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private void set(String column, String value) {
        jdbc.sql("UPDATE analytics_settings SET " + column + " = :value")
                .param("value", value)
                .update();
    }

    private String setting(String column) {
        return jdbc.sql("SELECT " + column + " FROM analytics_settings")
                .query(String.class)
                .single();
    }

    private static String hint(Throwable problem) {
        assertThat(problem).isInstanceOf(DataAccessException.class);
        var cause = (PSQLException) NestedExceptionUtils.getMostSpecificCause((DataAccessException) problem);
        return cause.getServerErrorMessage().getHint();
    }
}
