package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.dom.Element;
import io.tidemark.refresh.RefreshStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** When the chart of the run history is read and drawn; the clock stands until the test moves it. */
class HistoryPanelTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final History noHistory = new History(JdbcClient.create(new DriverManagerDataSource()));
    private final List<SharedStretches.Of> asked = new ArrayList<>();
    private final List<CompletableFuture<List<History.Stretch>>> answers = new ArrayList<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private long nanos;
    private final HistoryPanel panel =
            new HistoryPanel(noHistory, new Slow(noHistory), wakes::incrementAndGet, () -> nanos);

    /** Answers when the test wants it to. */
    private final class Slow extends SharedStretches {

        Slow(History history) {
            super(history);
        }

        @Override
        CompletableFuture<List<History.Stretch>> read(Of of) {
            asked.add(of);
            answers.add(new CompletableFuture<>());
            return answers.getLast();
        }
    }

    @Test
    void theLastRunBeforeAQuietTimeIsDrawnThoughItCameTooSoonAfterAnother() {
        panel.choose(History.Range.WEEK);
        show(NOON, 1);
        lookAndAnswer(3);
        assertThat(chart()).contains("7 d: 3 refreshes");

        show(NOON, 2);
        look();
        assertThat(asked).hasSize(1);

        nanos += Duration.ofSeconds(31).toNanos();
        lookAndAnswer(4);
        assertThat(chart()).contains("7 d: 4 refreshes");
    }

    @Test
    void theChartMovesOnAsTimePassesWithoutRuns() {
        show(NOON, 1);
        lookAndAnswer(3);
        look();
        assertThat(asked).hasSize(1);

        show(NOON.plus(Duration.ofMinutes(2)), 1);
        lookAndAnswer(2);

        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().from()).isAfter(asked.getFirst().from());
        assertThat(chart()).contains("2 h: 2 refreshes");
    }

    @Test
    void aLateAnswerForAnotherRangeIsNotDrawn() {
        show(NOON, 1);
        look();
        panel.choose(History.Range.DAY);
        lookAndAnswer(9);
        assertThat(chart()).contains("24 h: 9 refreshes");

        answers.getFirst().complete(List.of(stretch(1)));
        look();

        assertThat(chart()).contains("24 h: 9 refreshes");
    }

    @Test
    void runsThatComeWhileItReadsAreReadNext() {
        show(NOON, 1);
        look();
        show(NOON, 2);
        look();
        assertThat(asked).hasSize(1);

        answers.getLast().complete(List.of(stretch(1)));
        look();
        assertThat(wakes).hasPositiveValue();
        lookAndAnswer(2);

        assertThat(chart()).contains("2 h: 2 refreshes");
    }

    @Test
    void whatCouldNotBeReadIsAskedForAgain() {
        show(NOON, 1);
        look();
        answers.getLast().completeExceptionally(new IllegalStateException("away"));

        lookAndAnswer(3);

        assertThat(chart()).contains("2 h: 3 refreshes");
    }

    private void show(Instant readAt, long lastRun) {
        var status = new Situations.Builder(RefreshStrategy.TRIGGER);
        status.readAt = readAt;
        panel.show(Situations.after(Situations.run(lastRun, 24.0, null), status.build()));
    }

    private void look() {
        var news = panel.news();
        if (news != null) {
            news.execute();
        }
    }

    private void lookAndAnswer(int refreshes) {
        look();
        answers.getLast().complete(List.of(stretch(refreshes)));
        look();
    }

    private static History.Stretch stretch(int refreshes) {
        return new History.Stretch(1, refreshes, 0, 20.0, 10.0, null, null);
    }

    private String chart() {
        return String.valueOf(descendants(panel.getElement())
                .filter(element -> "img".equals(element.getAttribute("role")))
                .findFirst()
                .orElseThrow()
                .getAttribute("aria-label"));
    }

    private static Stream<Element> descendants(Element of) {
        return Stream.concat(Stream.of(of), of.getChildren().flatMap(HistoryPanelTest::descendants));
    }
}
