package io.tidemark.testing;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.tidemark.security.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Someone with a browser, who is signed in as an admin unless the test says otherwise. Every page opened here is closed,
 * and has to have had no complaints, when the test ends.
 */
public final class Visitor {

    private final String address;
    private final TestUsers users;
    private final @Nullable Role role;
    private final List<BrowserContext> windows;
    private final List<String> complaints;

    Visitor(String address, TestUsers users, Role role) {
        this(address, users, role, new ArrayList<>(), new ArrayList<>());
    }

    private Visitor(
            String address,
            TestUsers users,
            @Nullable Role role,
            List<BrowserContext> windows,
            List<String> complaints) {
        this.address = address;
        this.users = users;
        this.role = role;
        this.windows = windows;
        this.complaints = complaints;
    }

    /** The same person, signed in with this role; null is nobody. */
    public Visitor as(@Nullable Role other) {
        return new Visitor(address, users, other, windows, complaints);
    }

    /** Opens a path of the application on a desktop, 1440 × 900, light. */
    public Page open(String path) {
        return open(path, options -> options);
    }

    /** The same where the system prefers dark. */
    public Page openInTheDark(String path) {
        return open(path, options -> options.setColorScheme(ColorScheme.DARK));
    }

    /** The same on a phone, 360 pixels wide. */
    public Page openOnAPhone(String path) {
        return open(
                path,
                options -> options.setViewportSize(360, 740)
                        .setDeviceScaleFactor(2)
                        .setIsMobile(true)
                        .setHasTouch(true));
    }

    /** The same with whatever the test needs to be different about the browser. */
    public Page open(String path, UnaryOperator<NewContextOptions> options) {
        BrowserContext window = Chromium.browser()
                .newContext(options.apply(new NewContextOptions()
                        .setBaseURL(address)
                        .setViewportSize(1440, 900)
                        .setLocale("en-US")
                        .setTimezoneId("UTC")));
        windows.add(window);
        if (role != null) {
            window.addCookies(List.of(new Cookie(TestUsers.COOKIE, users.token(role)).setUrl(address)));
        }
        Page page = window.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " (" + message.location() + ")");
            }
        });
        page.navigate(path);
        return page;
    }

    /** What the browser's console has complained about so far. */
    public List<String> complaints() {
        return complaints;
    }

    void photograph(Path directory, String name) {
        List<Page> pages =
                windows.stream().flatMap(window -> window.pages().stream()).toList();
        for (int i = 0; i < pages.size(); i++) {
            pages.get(i)
                    .screenshot(new Page.ScreenshotOptions()
                            .setPath(directory.resolve(name + "-" + i + ".png"))
                            .setFullPage(true));
        }
    }

    void leave() {
        for (BrowserContext window : windows) {
            window.pages().forEach(Page::close); // so that a page can say so to the server
            window.close();
        }
    }
}
