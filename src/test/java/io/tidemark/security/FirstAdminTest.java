package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestUsers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The admin that a start makes, or gives a new password. */
@OnHostileDatabaseToo
@IntegrationTest
class FirstAdminTest {

    private static final String CHOSEN = "chosen by whoever starts it";

    @Autowired
    TransactionOperations transaction;

    @Autowired
    Passwords passwords;

    @Autowired
    SignIns signIns;

    @Autowired
    Accounts accounts;

    @Autowired
    Audit audit;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nobody() {
        jdbc.sql("DELETE FROM app_user").update();
    }

    @Test
    void whereNoAdminIsLeftTheNextStartMakesOne() {
        accounts.add("bob", Role.VIEWER);

        FirstAdmin start = start("", false);

        assertThat(account(FirstAdmin.NAME)).containsEntry("role", "ADMIN").containsEntry("must_change_password", true);
        assertThat(start.takePassword()).hasValueSatisfying(made -> {
            assertThat(made.user()).isEqualTo(FirstAdmin.NAME);
            assertThat(made.password()).hasSizeGreaterThanOrEqualTo(Passwords.SHORTEST);
        });
        assertThat(start.takePassword()).isEmpty();
    }

    @Test
    void aPasswordThatIsSetOnlyAfterTheFirstStartIsNotTakenForItsPassword() {
        assertThat(start("", false).hasChosenPassword()).isFalse();
        assertThat(start(CHOSEN, false).hasChosenPassword()).isFalse();

        nobody();
        assertThat(start(CHOSEN, false).hasChosenPassword()).isTrue();
        assertThat(start(CHOSEN, false).hasChosenPassword()).isTrue();
    }

    @Test
    void aResetGivesAdminThePasswordThatIsSetAndLeavesTheOthersAlone() {
        start("", false);
        accounts.add("ada", Role.ADMIN);
        singleSignOn("grace", Role.ADMIN);
        jdbc.sql("UPDATE app_user SET role = 'VIEWER', disabled_at = now() WHERE name = 'admin'")
                .update();
        new TestUsers(jdbc).token("admin", Role.VIEWER);
        new TestUsers(jdbc).token("ada", Role.ADMIN);
        var ada = account("ada");
        var grace = account("grace");

        FirstAdmin start = start(CHOSEN, true);

        assertThat(start.takePassword()).isEmpty();
        assertThat(account("admin")).containsEntry("role", "ADMIN").containsEntry("must_change_password", true);
        assertThat(account("admin").get("disabled_at")).isNull();
        assertThat(passwords.matches(CHOSEN, (String) account("admin").get("password_hash")))
                .isTrue();
        assertThat(signedIn()).containsExactly("ada");
        assertThat(account("ada")).isEqualTo(ada);
        assertThat(account("grace")).isEqualTo(grace);
        assertThat(lastAudited())
                .isEqualTo("Tidemark: password reset admin by a start with tidemark.reset-admin-password");
    }

    @Test
    void aResetWithoutAPasswordMakesOneUpAndTellsIt() {
        start(CHOSEN, false);

        FirstAdmin start = start("", true);

        String told = start.takePassword().orElseThrow().password();
        assertThat(passwords.matches(told, (String) account("admin").get("password_hash")))
                .isTrue();
    }

    @Test
    void somebodyOfTheProviderWhoIsCalledAdminStaysWhoTheyAre() {
        singleSignOn("admin", Role.VIEWER);
        var before = account("admin");

        FirstAdmin first = start("", false);
        assertThat(first.takePassword().orElseThrow().user()).isEqualTo("admin (2)");
        FirstAdmin second = start("", true);

        assertThat(second.takePassword().orElseThrow().user()).isEqualTo("admin (2)");
        assertThat(account("admin")).isEqualTo(before);
        assertThat(account("admin (2)")).containsEntry("role", "ADMIN");
    }

    private FirstAdmin start(String chosen, boolean reset) {
        var admin = new FirstAdmin(jdbc, transaction, passwords, signIns, audit, chosen, reset);
        admin.afterSingletonsInstantiated();
        return admin;
    }

    private void singleSignOn(String name, Role role) {
        jdbc.sql("INSERT INTO app_user (name, role, issuer, subject) VALUES (?, ?, 'https://login.example.com', ?)")
                .params(name, role.name(), name)
                .update();
    }

    private Map<String, Object> account(String name) {
        return jdbc.sql("SELECT * FROM app_user WHERE name = ?")
                .param(name)
                .query()
                .singleRow();
    }

    private List<String> signedIn() {
        return jdbc.sql("SELECT name FROM open_sign_in ORDER BY name")
                .query(String.class)
                .list();
    }

    private String lastAudited() {
        return jdbc.sql("""
                        SELECT concat(actor, ': ', action, ' ', subject, ' ', detail)
                        FROM audit_event
                        ORDER BY id DESC
                        LIMIT 1""").query(String.class).single();
    }
}
