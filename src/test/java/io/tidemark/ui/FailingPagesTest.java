package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a stranger can make a page do, and the log say, with requests that no script of ours would send. */
@HttpTest
@ExtendWith(OutputCaptureExtension.class)
class FailingPagesTest {

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry metrics;

    @Test
    void aRequestOfManyThingsThatFailIsOneLineInTheLogAndTheEndOfThePage(CapturedOutput output) {
        double ended = count("tidemark.pages.ended");
        var page = BarePage.open(new HttpVisitor(port), "/login");
        int before = output.length();

        page.ask(failing(900)).ask("[]");

        String logged = output.toString().substring(before);
        assertThat(logged.lines().filter(line -> line.contains("event=not_done")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(logged).hasSizeLessThan(10_000).doesNotContain("\tat ");
        assertThat(page.answer()).contains("sessionExpired");
        assertThat(count("tidemark.pages.ended")).isEqualTo(ended + 1);
        assertThat(new HttpVisitor(port).get("/login").statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestOfTooManyThingsIsNotLookedAt(CapturedOutput output) {
        double refused = count("tidemark.pages.requests.refused");
        var page = BarePage.open(new HttpVisitor(port), "/login");
        int before = output.length();

        page.ask(failing(20_000)).ask("[]");

        assertThat(output.toString().substring(before)).hasSizeLessThan(2_000);
        assertThat(page.answer()).contains("sessionExpired");
        assertThat(count("tidemark.pages.requests.refused")).isEqualTo(refused + 1);
    }

    @Test
    void aPageWhereAFewThingsFailGoesOn() {
        var page = BarePage.open(new HttpVisitor(port), "/login");

        page.ask(failing(5)).ask("[]");

        assertThat(page.answer()).contains("\"syncId\"").doesNotContain("sessionExpired");
    }

    private static String failing(int times) {
        String one = "{\"type\":\"publishedEventHandler\",\"node\":1,\"templateEventMethodName\":\"nothing\","
                + "\"templateEventMethodArgs\":[],\"promise\":-1}";
        return "[" + String.join(",", Collections.nCopies(times, one)) + "]";
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }
}
