package io.tidemark.dashboard;

import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import io.tidemark.analytics.Bucket;
import io.tidemark.analytics.Totals;
import io.tidemark.ui.Change;
import io.tidemark.ui.Change.Wish;
import io.tidemark.ui.Figures;
import io.tidemark.ui.StatTile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The executive summary: six figures, how they changed and how they went. */
class Summary extends Section {

    private final StatTile calls = new StatTile("Calls");
    private final StatTile cost = new StatTile("Cost");
    private final StatTile tokens = new StatTile("Tokens");
    private final StatTile success = new StatTile("Success rate");
    private final StatTile latency = new StatTile("p95 latency");
    private final StatTile users = new StatTile("Active users");

    Summary() {
        addClassName("summary");
        var heading = new H2("Executive summary");
        heading.addClassName("only-read-aloud");
        add(heading, calls, cost, tokens, success, latency, users);
    }

    void show(Shown shown, boolean flash) {
        figures(shown, flash);
        changes(shown);
        trends(shown);
    }

    private void figures(Shown shown, boolean flash) {
        var totals = shown.overview().totals();
        var sums = totals.sums();
        var p95 = totals.latency().p95();
        calls.setValue(Figures.compact(sums.calls()), Figures.count(sums.calls()) + " calls", flash);
        cost.setValue(
                sums.calls() == 0 ? Figures.NO_DATA : Figures.money(sums.knownCost(), shown.currency()),
                Cells.cost(sums, shown.currency()).full(),
                flash);
        tokens.setValue(
                Figures.compact(sums.tokens()),
                "%s in, %s out".formatted(Figures.count(sums.promptTokens()), Figures.count(sums.completionTokens())),
                flash);
        success.setValue(
                Figures.rate(sums.successRate()),
                "%s of %s calls failed".formatted(Figures.count(sums.errors()), Figures.count(sums.calls())),
                flash);
        latency.setValue(Figures.duration(p95), Cells.latency(p95).full() + ", within 2 %", flash);
        users.setValue(
                Figures.compact(totals.activeUsers()), Figures.count(totals.activeUsers()) + " distinct users", flash);
    }

    private void changes(Shown shown) {
        var labels = shown.labels();
        var how = labels.comparison();
        var now = shown.overview().compared();
        var before = shown.overview().previous();
        boolean comparable = before.sums().calls() > 0 && now.sums().calls() > 0;
        change(
                calls,
                comparable,
                labels,
                () -> relative(now, before, t -> t.sums().calls(), Wish.MORE, how));
        change(
                cost,
                comparable,
                labels,
                () -> relative(now, before, t -> t.sums().cost(), Wish.LESS, how));
        change(
                tokens,
                comparable,
                labels,
                () -> relative(now, before, t -> t.sums().tokens(), Wish.NEITHER, how));
        change(success, comparable, labels, () -> Change.points(rate(now), rate(before), Wish.MORE, how));
        change(latency, comparable, labels, () -> latency(now, before, how));
        change(
                users,
                comparable,
                labels,
                () -> Change.absolute(now.activeUsers(), before.activeUsers(), Wish.MORE, how));
    }

    private static void change(StatTile tile, boolean comparable, Labels labels, Supplier<@Nullable Change> change) {
        tile.setChange(comparable ? change.get() : null, labels.previous());
    }

    private static @Nullable Change relative(
            Totals now, Totals before, Function<Totals, Number> figure, Wish wish, String how) {
        return Change.relative(
                figure.apply(now).doubleValue(), figure.apply(before).doubleValue(), wish, how);
    }

    private static @Nullable Change latency(Totals now, Totals before, String how) {
        var nowP95 = now.latency().p95();
        var beforeP95 = before.latency().p95();
        return nowP95 == null || beforeP95 == null ? null : Change.relative(nowP95, beforeP95, Wish.LESS, how);
    }

    private static double rate(Totals totals) {
        return Objects.requireNonNullElse(totals.sums().successRate(), 0.0);
    }

    private void trends(Shown shown) {
        trend(calls, shown, totals -> (double) totals.sums().calls());
        trend(cost, shown, totals -> totals.sums().cost().doubleValue());
        trend(tokens, shown, totals -> (double) totals.sums().tokens());
        trend(success, shown, totals -> totals.sums().successRate());
        trend(latency, shown, totals -> totals.latency().p95());
        trend(users, shown, totals -> (double) totals.activeUsers());
    }

    private static void trend(StatTile tile, Shown shown, Function<Totals, @Nullable Double> figure) {
        var values = new ArrayList<@Nullable Double>();
        List<Bucket> buckets = shown.overview().buckets();
        buckets.forEach(bucket -> values.add(figure.apply(bucket.totals())));
        tile.setTrend(values, !buckets.isEmpty() && buckets.getLast().filling());
    }
}
