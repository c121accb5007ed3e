package io.tidemark.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tidemark.testing.Chromium;
import java.net.URI;
import java.util.List;

/** The page in a real Chromium, which notes by itself when what has been painted. */
final class LiveBrowser implements AutoCloseable {

    /** Notes when the page first showed figures, its view and charts, and each number of calls with the time it was painted at. */
    private static final String NOTES = """
            (() => {
                const notes = window.notes = { painted: [] };
                const afterPaint = (then) => requestAnimationFrame(() => {
                    const channel = new MessageChannel();
                    channel.port1.onmessage = () => then(performance.now());
                    channel.port2.postMessage(0);
                });
                let last;
                const look = () => {
                    if (!notes.view && document.querySelector('vaadin-app-layout .tile-value')?.textContent) {
                        notes.view = Infinity;
                        afterPaint((at) => notes.view = at);
                    }
                    const tile = document.querySelector('.tile-value[title$=" calls"]');
                    if (!tile) return;
                    const title = tile.title;
                    if (title !== last) {
                        last = title;
                        afterPaint((at) => {
                            notes.figures ??= at;
                            const calls = Number(title.replace(/[^0-9]/g, ''));
                            notes.painted.push([performance.timeOrigin + at, calls, at - (notes.clicked ?? at)]);
                        });
                    }
                };
                const lookForCharts = () => {
                    const chart = document.querySelector('vaadin-chart')?.shadowRoot;
                    const covered = document.querySelector('.first-figures');
                    if (chart?.querySelector('.highcharts-point') && !covered) {
                        afterPaint((at) => notes.charts = at);
                    } else {
                        requestAnimationFrame(lookForCharts);
                    }
                };
                lookForCharts();
                new MutationObserver(look).observe(document,
                    { subtree: true, childList: true, attributes: true, attributeFilter: ['title'] });
                addEventListener('click', () => notes.clicked = performance.now(), { capture: true });
            })()""";

    private final BrowserContext window;
    private final Page page;
    private final CDPSession performance;

    private LiveBrowser(BrowserContext window, Page page) {
        this.window = window;
        this.page = page;
        performance = window.newCDPSession(page);
        performance.send("Performance.enable");
    }

    /** Opens a page with an empty cache and waits for its charts. */
    static LiveBrowser open(URI address) {
        BrowserContext window = Chromium.browser().newContext(new NewContextOptions().setViewportSize(1440, 900));
        Page page = window.newPage();
        page.addInitScript(NOTES);
        page.navigate(address.toString());
        page.waitForFunction("notes.charts && notes.figures && isFinite(notes.view)");
        return new LiveBrowser(window, page);
    }

    /** Milliseconds from asking for the address to the first figures painted. */
    double figuresAfter() {
        return ((Number) page.evaluate("notes.figures")).doubleValue();
    }

    /** The same for the view, which takes clicks; figures may come before it. */
    double viewAfter() {
        return ((Number) page.evaluate("notes.view")).doubleValue();
    }

    /** The same for the charts. */
    double chartsAfter() {
        return ((Number) page.evaluate("notes.charts")).doubleValue();
    }

    /** Forgets what was painted so far. */
    void forget() {
        page.evaluate("notes.painted.length = 0");
    }

    /** Seconds that the page's main thread has been busy so far. */
    double busySeconds() {
        for (JsonElement metric : performance.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject one = metric.getAsJsonObject();
            if (one.get("name").getAsString().equals("TaskDuration")) {
                return one.get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("Chromium does not tell how long its tasks took");
    }

    /** A number of calls that was painted. */
    record Painted(double atEpochMs, long calls, double afterClickMs) {}

    /** Everything that was painted since. */
    List<Painted> painted() {
        return ((List<?>) page.evaluate("notes.painted"))
                .stream()
                        .map(one -> (List<?>) one)
                        .map(one -> new Painted(number(one, 0), (long) number(one, 1), number(one, 2)))
                        .toList();
    }

    private static double number(List<?> values, int index) {
        return ((Number) values.get(index)).doubleValue();
    }

    /** Opens the list of providers to filter by, to be chosen one by one. */
    Locator openFilter() {
        page.locator(".filter-button").click();
        page.locator("#filter-provider input").click();
        Locator items = page.locator("vaadin-multi-select-combo-box-item:visible");
        items.first().waitFor();
        return items;
    }

    /** Milliseconds from the click to other figures painted. */
    double click(Locator item) {
        forget();
        item.click();
        page.waitForFunction("notes.painted.length > 0");
        return painted().getFirst().afterClickMs();
    }

    @Override
    public void close() {
        window.close();
    }
}
