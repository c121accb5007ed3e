package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Times;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A strategy: what it does, what it gives and costs here, and the way to it. */
class StrategyCard extends Section {

    private final RefreshStrategy strategy;
    private final Span active = badge("active");
    private final Span advised = badge("advised");
    private final Paragraph description = new Paragraph();
    private final Paragraph advice = new Paragraph();
    private final DescriptionList.Description lag = new DescriptionList.Description();
    private final DescriptionList.Description share = new DescriptionList.Description();
    private final DescriptionList.Description insertCost = new DescriptionList.Description();
    private final Button change = new Button();
    private final Button edit = new Button();
    private final Span since = new Span();

    /** A card whose buttons open the dialog. */
    StrategyCard(RefreshStrategy strategy, Runnable open) {
        this.strategy = strategy;
        addClassNames("panel", "strategy-card");
        setId("strategy-" + strategy.name().toLowerCase(Locale.ROOT));
        getElement().setAttribute("aria-label", StrategyWords.name(strategy));
        var figures = new DescriptionList();
        figures.add(new DescriptionList.Term("Lag here"), lag);
        figures.add(new DescriptionList.Term("Refreshing"), share);
        figures.add(new DescriptionList.Term("Inserts pay"), insertCost);
        change.addClickListener(_ -> open.run());
        edit.addClickListener(_ -> open.run());
        edit.addThemeVariants(ButtonVariant.TERTIARY);
        edit.setText(strategy == RefreshStrategy.CRON ? "Edit schedule" : "Edit age");
        edit.setVisible(strategy != RefreshStrategy.TRIGGER);
        advice.addClassName("advice");
        since.addClassName("aside");
        var buttons = new Div(change, edit, since);
        buttons.addClassName("card-buttons");
        add(new Header(new H2(StrategyWords.name(strategy)), active, advised), description, figures, advice, buttons);
    }

    void show(Situation of, StrategyFigures figures, Advice adviceHere) {
        var status = of.status();
        boolean inUse = status.strategy() == strategy;
        setClassName("in-use", inUse);
        active.setVisible(inUse);
        advised.setVisible(adviceHere.strategy() == strategy);
        advice.setVisible(adviceHere.strategy() == strategy);
        advice.setText("Advised: " + adviceHere.reason() + ".");
        description.setText(StrategyWords.description(strategy, status)
                + (strategy == RefreshStrategy.CRON ? " " + status.cron() : ""));
        lag.setText(lag(figures));
        share.setText(share(figures));
        insertCost.setText(insertCost(figures.insertCost()));
        change.setText(inUse ? "In use" : "Switch to " + StrategyWords.name(strategy));
        change.setEnabled(!inUse);
        change.setVisible(!inUse);
        edit.setVisible(inUse && strategy != RefreshStrategy.TRIGGER);
        since.setText(since(of, inUse));
    }

    private static String lag(StrategyFigures figures) {
        var seen = Spans.seconds(figures.replayed().lag().p50());
        var unseen = figures.unseen();
        return unseen == null || figures.replayed().refreshes() == 0
                ? seen
                : "%s seen, %s unseen"
                        .formatted(seen, Spans.seconds(unseen.lag().p50()));
    }

    private static String share(StrategyFigures figures) {
        if (figures.replayed().refreshes() == 0) {
            return Figures.NO_DATA;
        }
        var share = Figures.share(figures.replayed().share());
        var unseen = figures.unseen();
        return unseen == null ? share + " of the time" : "%s to %s".formatted(Figures.share(unseen.share()), share);
    }

    private static String insertCost(@Nullable Double cost) {
        return cost == null ? "not measured" : cost == 0 ? "nothing" : Figures.share(cost);
    }

    private String since(Situation of, boolean inUse) {
        var change = of.lastChangeTo(strategy);
        if (change == null) {
            return inUse ? "in use from the start" : "never in use";
        }
        var status = of.status();
        return "%s %s by %s"
                .formatted(
                        inUse ? "in use since" : "last switched to",
                        Times.clock(change.changedAt(), status.readAt(), status.zone()),
                        change.changedBy());
    }

    private static Span badge(String text) {
        var badge = new Span(text);
        badge.addClassNames("badge", text);
        return badge;
    }
}
