package io.tidemark.dashboard;

import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import io.tidemark.analytics.Totals;
import io.tidemark.ui.Change;
import io.tidemark.ui.Change.Wish;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Tile;
import io.tidemark.ui.Tiles;
import io.tidemark.ui.charts.Drawing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The executive summary: six figures, how they changed and how they went. */
class Summary extends Section {

    private static final List<String> LABELS =
            List.of("Calls", "Cost", "Tokens", "Success rate", "p95 latency", "Active users");

    private static final int SUCCESSES_NAMED = 20;

    private final Tiles tiles = new Tiles();

    Summary() {
        var heading = new H2("Executive summary");
        heading.addClassName("only-read-aloud");
        tiles.addClassName("summary");
        tiles.draw(
                Tiles.drawing("nothing yet", LABELS.stream().map(Tile::waiting).toList()));
        add(heading, tiles);
    }

    void show(Shown shown) {
        tiles.draw(drawing(shown));
    }

    /** The figures as {@link Tiles} of them are drawn from. */
    static Drawing drawing(Shown shown) {
        return shown.drawing("summary", Summary::tiles);
    }

    private static Drawing tiles(Shown shown) {
        return Tiles.drawing(
                shown.about(),
                List.of(calls(shown), cost(shown), tokens(shown), success(shown), latency(shown), users(shown)));
    }

    private static Tile calls(Shown shown) {
        var calls = shown.overview().totals().sums().calls();
        return tile(
                0,
                Figures.compact(calls),
                Figures.count(calls) + " calls",
                relative(shown, totals -> totals.sums().calls(), Wish.MORE),
                shown,
                totals -> (double) totals.sums().calls());
    }

    private static Tile cost(Shown shown) {
        var sums = shown.overview().totals().sums();
        return tile(
                1,
                sums.calls() == 0 ? Figures.NO_DATA : Figures.money(sums.knownCost(), shown.currency()),
                Cells.cost(sums, shown.currency()).full(),
                relative(shown, totals -> totals.sums().cost(), Wish.LESS),
                shown,
                totals -> totals.sums().cost().doubleValue());
    }

    private static Tile tokens(Shown shown) {
        var sums = shown.overview().totals().sums();
        return tile(
                2,
                Figures.compact(sums.tokens()),
                "%s in, %s out".formatted(Figures.count(sums.promptTokens()), Figures.count(sums.completionTokens())),
                relative(shown, totals -> totals.sums().tokens(), Wish.NEITHER),
                shown,
                totals -> (double) totals.sums().tokens());
    }

    private static Tile success(Shown shown) {
        var sums = shown.overview().totals().sums();
        return tile(
                3,
                Figures.rate(sums.successRate()),
                "%s of %s calls failed. Counted as success: %s"
                        .formatted(Figures.count(sums.errors()), Figures.count(sums.calls()), successes(shown)),
                change(shown, (now, before, how) -> Change.points(rate(now), rate(before), Wish.MORE, how)),
                shown,
                totals -> totals.sums().successRate());
    }

    private static String successes(Shown shown) {
        var statuses = Stream.concat(Stream.of("success"), shown.overview().successStatuses().stream())
                .distinct()
                .toList();
        return String.join(", ", statuses.subList(0, Math.min(SUCCESSES_NAMED, statuses.size())))
                + (statuses.size() > SUCCESSES_NAMED ? ", …" : "");
    }

    private static Tile latency(Shown shown) {
        var p95 = shown.overview().totals().latency().p95();
        return tile(
                4,
                Figures.duration(p95),
                Cells.latency(p95).full() + ", within 2 %",
                change(shown, Summary::latencyChange),
                shown,
                totals -> totals.latency().p95());
    }

    private static Tile users(Shown shown) {
        var users = shown.overview().totals().activeUsers();
        return tile(
                5,
                Figures.compact(users),
                Figures.count(users) + " distinct users",
                change(
                        shown,
                        (now, before, how) -> Change.absolute(now.activeUsers(), before.activeUsers(), Wish.MORE, how)),
                shown,
                totals -> (double) totals.activeUsers());
    }

    private static Tile tile(
            int number,
            String text,
            String full,
            @Nullable Change change,
            Shown shown,
            Function<Totals, @Nullable Double> figure) {
        var buckets = shown.overview().buckets();
        var trend = new ArrayList<@Nullable Double>();
        buckets.forEach(bucket -> trend.add(figure.apply(bucket.totals())));
        return new Tile(
                LABELS.get(number),
                text,
                full,
                change,
                shown.labels().previous(),
                trend,
                !buckets.isEmpty() && buckets.getLast().filling());
    }

    private interface Comparison {
        @Nullable
        Change between(Totals now, Totals before, String how);
    }

    /** Null where either period has no calls. */
    private static @Nullable Change change(Shown shown, Comparison comparison) {
        var now = shown.overview().compared();
        var before = shown.overview().previous();
        boolean comparable = before.sums().calls() > 0 && now.sums().calls() > 0;
        return comparable ? comparison.between(now, before, shown.labels().comparison()) : null;
    }

    private static @Nullable Change relative(Shown shown, Function<Totals, Number> figure, Wish wish) {
        return change(
                shown,
                (now, before, how) -> Change.relative(
                        figure.apply(now).doubleValue(), figure.apply(before).doubleValue(), wish, how));
    }

    private static @Nullable Change latencyChange(Totals now, Totals before, String how) {
        var nowP95 = now.latency().p95();
        var beforeP95 = before.latency().p95();
        return nowP95 == null || beforeP95 == null ? null : Change.relative(nowP95, beforeP95, Wish.LESS, how);
    }

    private static double rate(Totals totals) {
        return Objects.requireNonNullElse(totals.sums().successRate(), 0.0);
    }
}
