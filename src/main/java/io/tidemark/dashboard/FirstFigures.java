package io.tidemark.dashboard;

import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import io.tidemark.analytics.Freshness;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.SharedOverviews;
import io.tidemark.security.SignedIn;
import io.tidemark.security.ViewAccess;
import io.tidemark.ui.Times;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.springframework.stereotype.Component;

/**
 * Puts the summary's figures into the page that the server answers with, so that they are on the screen before the
 * scripts of the page are even there. The view takes their place as soon as the browser has made it. Where the figures
 * are not at hand at once, or are not for whoever asks, the page comes without them.
 */
@Component
class FirstFigures implements VaadinServiceInitListener {

    private static final String OVERVIEW = "/analytics";

    /** A page does not wait longer for what it will show anyway. */
    private static final long WAIT_MS = 200;

    private final SharedOverviews overviews;
    private final SharedShown shown;
    private final ViewAccess access;

    FirstFigures(SharedOverviews overviews, SharedShown shown, ViewAccess access) {
        this.overviews = overviews;
        this.shown = shown;
        this.access = access;
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(this::addTo);
    }

    private void addTo(IndexHtmlResponse page) {
        var request = page.getVaadinRequest();
        if (OVERVIEW.equals(request.getPathInfo()) && access.lets(request, OverviewView.class)) {
            figures(request).ifPresent(figures -> put(figures, page.getDocument()));
        }
    }

    private Optional<Shown> figures(VaadinRequest request) {
        var state = PageAddress.parse(QueryParameters.full(request.getParameterMap()))
                .state();
        try {
            var overview = overviews.overview(state.query()).get(WAIT_MS, TimeUnit.MILLISECONDS);
            return areThere(overview) ? Optional.of(shown.of(state, overview)) : Optional.empty();
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean areThere(Overview overview) {
        return overview.freshness().asOf() != null && overview.totals().sums().calls() > 0;
    }

    private static void put(Shown figures, Document page) {
        page.head().prependChild(new Element("script").attr("src", "figures.js").attr("defer", true));
        page.expectFirst("#outlet").append(markup(figures)).after(script(figures));
    }

    /** As {@link OverviewView} and its {@link io.tidemark.ui.MainLayout} look, as far as figures are concerned. */
    private static String markup(Shown figures) {
        return """
                <div class="first-figures">
                  <div class="first-figures-shell"><span class="brand">Tidemark</span></div>
                  <main class="page">
                    <header class="page-header">
                      <div class="page-title" role="heading" aria-level="1">Overview</div>
                      <div class="page-tools">
                        <span></span><span></span><span>%s</span><span%s></span>
                      </div>
                    </header>
                    <div class="demo-banner"%s>
                      <span class="demo-label">Demo data</span><span>These figures contain made-up calls.</span>
                    </div>
                    <div class="panels">
                      <section>
                        <h2 class="only-read-aloud">Executive summary</h2>
                        <tidemark-tiles class="summary"></tidemark-tiles>
                      </section>
                    </div>
                  </main>
                </div>
                """.formatted(
                        asOf(figures.overview().freshness()),
                        hiddenUnless(SignedIn.current().isPresent()),
                        hiddenUnless(figures.overview().hasDemoCalls()));
    }

    private static String hiddenUnless(boolean visible) {
        return visible ? "" : " hidden";
    }

    private static String asOf(Freshness freshness) {
        var asOf = Objects.requireNonNull(freshness.asOf());
        return "as of %s · %s".formatted(Times.clock(asOf, freshness.readAt(), freshness.zone()), freshness.zone());
    }

    /** Draws them; they go when the view, put beneath them by the router, has found its size, or soon after. */
    private static Element script(Shown figures) {
        return new Element("script")
                .appendChild(new DataNode("""
                {
                  const first = document.querySelector('.first-figures');
                  const tiles = first.querySelector('tidemark-tiles');
                  tiles.data = %s;
                  const same = (a, b) => b && ['x', 'y', 'width', 'height'].every(
                    side => Math.abs(a.getBoundingClientRect()[side] - b.getBoundingClientRect()[side]) < 1);
                  let frames = 20;
                  const go = () => {
                    if (same(tiles, document.querySelector('vaadin-app-layout tidemark-tiles')) || frames-- === 0) {
                      first.remove();
                    } else {
                      requestAnimationFrame(go);
                    }
                  };
                  new MutationObserver((_, watch) => {
                    watch.disconnect();
                    requestAnimationFrame(go);
                  }).observe(first.parentElement, { childList: true });
                }
                """.formatted(Summary.drawing(figures).asScript())));
    }
}
