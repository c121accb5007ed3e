package io.tidemark.admin;

import com.vaadin.flow.component.html.Div;
import io.tidemark.refresh.RefreshStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The three strategies beside each other. */
class StrategyCards extends Div {

    private final List<StrategyCard> cards = new ArrayList<>();

    /** Cards whose buttons ask to switch to, or to set up, a strategy. */
    StrategyCards(Consumer<RefreshStrategy> choose) {
        addClassName("strategy-cards");
        for (var strategy : RefreshStrategy.values()) {
            var card = new StrategyCard(strategy, () -> choose.accept(strategy));
            cards.add(card);
            add(card);
        }
    }

    void show(Situation situation) {
        var figures = situation.figures();
        var advice = Advice.of(situation.traffic(), figures);
        for (int i = 0; i < cards.size(); i++) {
            cards.get(i).show(situation, figures.get(i), advice);
        }
    }
}
