package io.tidemark.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The installed Chromium, started once for the whole test run. The one without a desktop is preferred, since the same
 * page costs it half the processor time.
 */
public final class Chromium {

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium-headless-shell",
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    private static final Playwright PLAYWRIGHT =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private static final Browser BROWSER = launch();

    /** Less than the twelve seconds after which a page asks by itself: what should be pushed has to come by push. */
    private static final int WITHOUT_ASKING_MS = 10_000;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(WITHOUT_ASKING_MS);
    }

    private Chromium() {}

    /** The browser; whoever opens a window in it closes that again. */
    public static Browser browser() {
        return BROWSER;
    }

    /** Ends it for good; a process that has used it does not end before. */
    public static void close() {
        PLAYWRIGHT.close();
    }

    private static Browser launch() {
        return PLAYWRIGHT
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                // A name that is not this machine's, for what browsers allow on this machine alone.
                                "--host-resolver-rules=MAP costs.example 127.0.0.1",
                                "--force-color-profile=srgb")));
    }

    private static Path executable() {
        return Stream.concat(Stream.ofNullable(System.getenv("CHROMIUM")), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "No Chromium found: install it (Debian: apt-get install chromium-headless-shell) or name it in CHROMIUM"));
    }
}
