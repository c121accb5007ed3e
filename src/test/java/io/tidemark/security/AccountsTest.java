package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestUsers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;

/** What admins do with accounts. */
@OnHostileDatabaseToo
@IntegrationTest
class AccountsTest {

    @Autowired
    Accounts accounts;

    @Autowired
    SignIns signIns;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void anAdminAndAViewer() {
        jdbc.sql("DELETE FROM app_user").update();
        accounts.add("ada", Role.ADMIN);
        accounts.add("bob", Role.VIEWER);
    }

    @Test
    void theLastAdminCannotBeRemovedDemotedOrDisabled() {
        var ada = account("ada");

        assertThatThrownBy(() -> accounts.remove(ada)).isInstanceOf(NotPossible.class);
        assertThatThrownBy(() -> accounts.changeRole(ada, Role.VIEWER)).isInstanceOf(NotPossible.class);
        assertThatThrownBy(() -> accounts.setDisabled(ada, true)).isInstanceOf(NotPossible.class);
        assertThat(account("ada")).isEqualTo(ada);

        accounts.changeRole(account("bob"), Role.ADMIN);
        assertThatCode(() -> accounts.remove(ada)).doesNotThrowAnyException();
    }

    @Test
    void aNameThatIsNobodysOrLooksLikeSomebodyElsesIsNotGiven() {
        for (String name : List.of("anonymousUser", "ci (tm_AbCd)", "\u0430dmin", "admin\u200b", " ", "System")) {
            assertThatThrownBy(() -> accounts.add(name, Role.ADMIN)).isInstanceOf(NotPossible.class);
        }
        accounts.add(" \uff43\uff41\uff52\uff4c ", Role.VIEWER);

        assertThat(accounts.all()).extracting(Account::name).containsExactly("ada", "bob", "carl");
    }

    @Test
    void twoAdminsWhoDemoteEachOtherDoNotBothSucceed() {
        accounts.changeRole(account("bob"), Role.ADMIN);

        var attempts = Stream.of("ada", "bob")
                .map(this::account)
                .map(account -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                accounts.changeRole(account, Role.VIEWER);
                                return true;
                            } catch (NotPossible e) {
                                return false;
                            }
                        },
                        Thread::startVirtualThread))
                .toList();

        assertThat(attempts.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aNameIsTakenInWhateverCase() {
        assertThatThrownBy(() -> accounts.add("BOB", Role.VIEWER)).hasMessageContaining("already");
    }

    @Test
    void whoeverLosesSomethingIsSignedOut() {
        for (Runnable loss : new Runnable[] {
            () -> accounts.changeRole(account("bob"), Role.ADMIN),
            () -> accounts.resetPassword(account("bob")),
            () -> accounts.signOutEverywhere(account("bob")),
            () -> accounts.setDisabled(account("bob"), true)
        }) {
            String token = new TestUsers(jdbc).token("bob", Role.VIEWER);
            assertThat(signIns.find(token)).isPresent();

            loss.run();

            assertThat(signIns.find(token)).isEmpty();
        }
        assertThat(account("bob").disabledAt()).isNotNull();
        String token = new TestUsers(jdbc).token("bob", Role.VIEWER);
        assertThat(signIns.find(token)).isEmpty();
    }

    @Test
    void nobodyResetsTheirOwnPassword() {
        var ada = account("ada");
        String before = hash("ada");
        var who = new SignedIn(ada.id(), "ada", Role.ADMIN, false, false);
        SecurityContextHolder.getContext().setAuthentication(new SignInToken(who));
        try {
            assertThatThrownBy(() -> accounts.resetPassword(ada)).isInstanceOf(NotPossible.class);
            assertThatCode(() -> accounts.resetPassword(account("bob"))).doesNotThrowAnyException();
        } finally {
            SecurityContextHolder.clearContext();
        }
        assertThat(hash("ada")).isEqualTo(before);
    }

    @Test
    void withWhomIsGoneNothingIsDoneAndNothingIsWrittenDown() {
        var bob = account("bob");
        accounts.remove(bob);
        var before = audited();

        for (Runnable change : new Runnable[] {
            () -> accounts.changeRole(bob, Role.ADMIN),
            () -> accounts.resetPassword(bob),
            () -> accounts.signOutEverywhere(bob),
            () -> accounts.setDisabled(bob, true),
            () -> accounts.remove(bob)
        }) {
            assertThatThrownBy(change::run).isInstanceOf(NotPossible.class).hasMessageContaining("no such user");
        }
        assertThat(audited()).isEqualTo(before);
    }

    @Test
    void theAuditTellsTheRoleThatSomebodyHadAndNotTheOneOnThePage() {
        var bob = account("bob");
        accounts.changeRole(bob, Role.ADMIN);

        accounts.changeRole(bob, Role.VIEWER);
        accounts.changeRole(bob, Role.ADMIN);
        accounts.remove(bob);

        assertThat(audited())
                .endsWith(
                        "role changed bob VIEWER -> ADMIN",
                        "role changed bob ADMIN -> VIEWER",
                        "role changed bob VIEWER -> ADMIN",
                        "user removed bob ADMIN");
    }

    @Test
    void whoWasRemovedStaysInTheAudit() {
        accounts.remove(account("bob"));

        assertThat(jdbc.sql("SELECT subject FROM audit_event WHERE action = 'user removed'")
                        .query(String.class)
                        .list())
                .contains("bob");
    }

    private List<String> audited() {
        return jdbc.sql("SELECT action || ' ' || subject || ' ' || detail FROM audit_event ORDER BY id")
                .query(String.class)
                .list();
    }

    private String hash(String name) {
        return jdbc.sql("SELECT password_hash FROM app_user WHERE name = ?")
                .param(name)
                .query(String.class)
                .single();
    }

    private Account account(String name) {
        return accounts.all().stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
