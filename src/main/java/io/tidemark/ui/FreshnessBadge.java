package io.tidemark.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.popover.Popover;
import com.vaadin.flow.component.popover.PopoverPosition;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.shared.Registration;
import io.tidemark.refresh.StatusRead;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says how fresh the figures of the page are; hover, focus or click tells the rest. Between two words from the server the
 * browser goes on by itself (see {@code frontend/live.js}): it counts how late figures get, says when it hears nothing any
 * more, and asks.
 */
@Tag("tidemark-freshness")
@JavaScript("context://live.js")
public class FreshnessBadge extends Component implements HasComponents, LiveContent {

    private final Facts details = new Facts();
    private volatile @Nullable FiguresShown figures;
    private volatile @Nullable FreshnessVerdict shown;
    private volatile @Nullable OpenPage page;
    private Registration updates = () -> {};
    private Consumer<@Nullable Instant> changed = _ -> {};

    FreshnessBadge() {
        var text = new Div(span("freshness-dot"), span("freshness-word"), span("freshness-rest"));
        text.addClassName("freshness-text");
        var button = new Button(text);
        button.addThemeVariants(ButtonVariant.TERTIARY);
        button.addClassName("freshness");
        var popover = new Popover(details);
        popover.setTarget(button);
        popover.setOpenOnHover(true);
        popover.setOpenOnFocus(true);
        popover.setPosition(PopoverPosition.BOTTOM_END);
        popover.setAriaLabel("How fresh the figures are");
        var news = span("freshness-news");
        news.addClassName("only-read-aloud");
        news.getElement().setAttribute("role", "status");
        add(button, news, popover);
    }

    private static Span span(String name) {
        var span = new Span();
        span.addClassName(name);
        return span;
    }

    /** From now on the badge is about these figures; without any it is about those that a page would show now. */
    public void about(FiguresShown figures) {
        this.figures = figures;
        var current = page;
        var read = current == null ? null : current.lastStatus();
        if (read != null) {
            show(FreshnessVerdict.of(read, figures));
        }
    }

    /** Has somebody else told too for what instant the figures are true. */
    public void onChange(Consumer<@Nullable Instant> listener) {
        changed = listener;
    }

    @Override
    public CompletableFuture<@Nullable Command> news() {
        var current = page;
        return current == null ? NOTHING_NEW : current.status().thenApply(this::news);
    }

    private @Nullable Command news(StatusRead read) {
        var verdict = FreshnessVerdict.of(read, figures);
        return verdict.isNewsAfter(shown) ? () -> show(FreshnessVerdict.of(read, figures)) : null;
    }

    private void show(FreshnessVerdict verdict) {
        shown = verdict;
        getElement().setPropertyBean("state", verdict.state());
        var facts = new LinkedHashMap<String, String>();
        if (verdict.asOf() != null && verdict.now() != null) {
            facts.put("All figures are true for", Times.clock(verdict.asOf(), verdict.now(), verdict.zone()));
        }
        facts.putAll(verdict.facts());
        details.show(facts);
        changed.accept(verdict.asOf());
    }

    /** The browser has heard nothing for a while, or was asleep. */
    @ClientCallable
    void look() {
        var current = page;
        if (current != null) {
            shown = null;
            current.update();
        }
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        var current = OpenPage.of(event.getUI());
        page = current;
        updates = current.join(this);
        current.wake();
    }

    @Override
    protected void onDetach(DetachEvent event) {
        updates.remove();
        page = null;
        super.onDetach(event);
    }
}
