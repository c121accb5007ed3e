package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BarePage;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Strangers whose requests ask a page for what it does not have. */
abstract class PageAttacks {

    private static final int REQUESTS = 20;

    @Test
    void requestsOfManyThingsThatFail() throws Exception {
        double ended = Attacks.metric("tidemark_pages_ended_total");
        Attacks.leaveNothingBehind(() -> {
            var attacker = Attacks.attacker(2);
            for (int n = 0; n < REQUESTS; n++) {
                BarePage.begin(attacker, "/login").ask(failing(900)).ask("[]");
            }
        });
        assertThat(Attacks.metric("tidemark_pages_ended_total") - ended).isEqualTo(REQUESTS);
    }

    @Test
    void requestsOfMoreThanAPageEverAsksFor() throws Exception {
        double refused = Attacks.metric("tidemark_pages_requests_refused_total");
        Attacks.leaveNothingBehind(() -> {
            var attacker = Attacks.attacker(2);
            for (int n = 0; n < REQUESTS; n++) {
                BarePage.begin(attacker, "/login").ask(failing(20_000)).ask("[]");
            }
        });
        assertThat(Attacks.metric("tidemark_pages_requests_refused_total") - refused)
                .isEqualTo(REQUESTS);
    }

    private static String failing(int times) {
        String one = "{\"type\":\"publishedEventHandler\",\"node\":1,\"templateEventMethodName\":\"nothing\","
                + "\"templateEventMethodArgs\":[],\"promise\":-1}";
        return "[" + String.join(",", Collections.nCopies(times, one)) + "]";
    }
}
