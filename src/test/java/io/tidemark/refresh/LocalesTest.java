package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.RunningServer;
import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Databases whose letters fold, sort and are stored in another way. */
class LocalesTest {

    @Test
    void whereTheCapitalOfIIsAnotherLetterNothingIsReadInAnotherWay() {
        try (DebianPostgres server = DebianPostgres.start()) {
            server.superuser()
                    .sql(
                            "CREATE DATABASE turkish OWNER tidemark TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr'")
                    .update();
            String url = server.url().replace("/tidemark?", "/turkish?");
            PostgresVersion.migrate(url);
            JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "tidemark", ""));
            assertThat(jdbc.sql("SELECT lower('I') = 'i'").query(Boolean.class).single())
                    .isFalse();

            jdbc.sql("SELECT set_refresh_strategy('hybrid'), set_refresh_strategy('Cron', '0 4 * JUL FRI')")
                    .query()
                    .singleRow();
            assertThat(jdbc.sql("SELECT folded('ADMIN') = 'admin' AND folded('\u00c4DA') = '\u00e4da'")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
            jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('Ismail', 'ADMIN', '{noop}')")
                    .update();
            assertThatThrownBy(() -> jdbc.sql(
                                    "INSERT INTO app_user (name, role, password_hash) VALUES ('ISMAIL', 'ADMIN', '{noop}')")
                            .update())
                    .hasMessageContaining("app_user_name");
            assertThatThrownBy(() -> jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'EUROPE/ISTANBUUL'")
                            .update())
                    .hasMessageContaining("Europe/Istanbul");
            Calls.insert(jdbc, 50);
            Calls.refresh(jdbc);
            Recount.assertViewsAreRight(jdbc);
        }
    }

    @Test
    void latin1HoldsAllThatWeWriteOurselves() {
        try (TestDatabase database = TestDatabase.createEmpty("ENCODING 'LATIN1' LOCALE 'C'");
                RunningServer server = RunningServer.start(database, 0, "--tidemark.public-dashboards=true")) {
            JdbcClient jdbc = database.client();
            jdbc.sql("INSERT INTO api_usage (user_id, model) VALUES ('J\u00fcrgen', 'caf\u00e9')")
                    .update();
            jdbc.sql("SELECT set_refresh_strategy('CRON'), set_refresh_strategy('TRIGGER')")
                    .query()
                    .singleRow();
            Calls.refresh(jdbc);
            Recount.assertViewsAreRight(jdbc);
            assertThat(jdbc.sql("SELECT model FROM mv_model_usage")
                            .query(String.class)
                            .list())
                    .containsExactly("caf\u00e9");
            assertThat(new HttpVisitor(server.port()).get("/analytics").statusCode())
                    .isEqualTo(200);
        }
    }
}
