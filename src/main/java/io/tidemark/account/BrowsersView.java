package io.tidemark.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.OwnBrowser;
import io.tidemark.security.OwnBrowsers;
import io.tidemark.ui.Times;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.time.ZoneOffset;

/** In which browsers one is signed in, with an end to each. */
@Route("account/browsers")
@PageTitle("Your browsers · Tidemark")
@PermitAll
class BrowsersView extends Card implements BeforeEnterObserver {

    private final transient OwnBrowsers browsers;
    private final UnorderedList list = new UnorderedList();
    private final Button others = new Button("Sign out of all others", _ -> signOutOthers());

    BrowsersView(OwnBrowsers browsers) {
        super(
                "Your browsers",
                "You are signed in here. Is one of them not yours? Sign it out, then change your password.");
        this.browsers = browsers;
        list.addClassName("browser-list");
        others.setWidthFull();
        var back = new Anchor("analytics", "Back to the dashboards");
        back.addClassName("card-link");
        var end = new Div(others, back);
        end.addClassName("card-form");
        content(list, end);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        show();
    }

    private void show() {
        var all = browsers.all();
        list.removeAll();
        all.forEach(browser -> list.add(item(browser)));
        others.setVisible(all.size() > 1);
    }

    private ListItem item(OwnBrowser browser) {
        var name = new Span(browser.name());
        name.addClassName("browser-name");
        var facts = new Span("%s from %s, since %s. Last seen %s."
                .formatted(
                        browser.kept() ? "Stays signed in" : "Signed in",
                        browser.address(),
                        at(browser.since()),
                        at(browser.lastSeenAt())));
        facts.addClassName("browser-facts");
        return new ListItem(new Div(name, facts), end(browser));
    }

    private Component end(OwnBrowser browser) {
        if (browser.isThis()) {
            var here = new Span("This one");
            here.addClassNames("chip", "on");
            return here;
        }
        var end = new Button("Sign out", _ -> {
            browsers.signOut(browser);
            show();
        });
        end.setAriaLabel("Sign out %s, since %s".formatted(browser.name(), at(browser.since())));
        return end;
    }

    private void signOutOthers() {
        browsers.signOutOthers();
        show();
    }

    private static String at(Instant instant) {
        return "%s, %s UTC"
                .formatted(
                        Times.day(instant.atZone(ZoneOffset.UTC).toLocalDate()), Times.hour(instant, ZoneOffset.UTC));
    }
}
