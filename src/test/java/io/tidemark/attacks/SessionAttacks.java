package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BarePage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strangers who open pages without end. */
abstract class SessionAttacks {

    private static final String INIT = "/?v-r=init&location=analytics";
    private static final int OK = 200;
    private static final int TOO_MANY = 429;

    @Test
    void pagesInNewSessionsEndTheOldestOfTheSameAddress() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            for (int n = 0; n < 3 * Attacks.MOST_STRANGERS; n++) {
                BarePage.open(Attacks.attacker(11), "/analytics");
            }
            assertThat(Attacks.met("strangers_per_address")).isPositive();
        });
    }

    @Test
    void pagesInOneSessionEndTheOldest() throws Exception {
        double before = Attacks.met("pages_per_session");
        Attacks.leaveNothingBehind(() -> {
            var visitor = Attacks.attacker(12);
            for (int n = 0; n < 5 * Attacks.MOST_PAGES; n++) {
                BarePage.open(visitor, "/analytics");
            }
        });
        assertThat(Attacks.met("pages_per_session") - before).isPositive();
        assertThat(Attacks.attacker(12).get("/page-closed").body())
                .contains("more than %d pages".formatted(Attacks.MOST_PAGES));
    }

    @Test
    void whoeverBeginsTooManySessionsHasToWait() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            List<Integer> answers = new ArrayList<>();
            for (int n = 0; n < 2 * Attacks.MOST_NEW_SESSIONS; n++) {
                answers.add(Attacks.attacker(13).get(INIT).statusCode());
            }
            assertThat(answers).contains(TOO_MANY).containsOnly(OK, TOO_MANY);
            assertThat(answers.subList(0, Attacks.MOST_NEW_SESSIONS)).containsOnly(OK);
        });
        assertThat(Attacks.met("new_sessions")).isPositive();
    }
}
