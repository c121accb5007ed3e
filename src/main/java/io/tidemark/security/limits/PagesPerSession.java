package io.tidemark.security.limits;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.tidemark.security.limits.LimitsMet.Limit;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** So many pages of one session are open at once; the oldest goes when there is another, and leads to words that say so. */
@Component
class PagesPerSession implements VaadinServiceInitListener {

    private static final Logger log = LoggerFactory.getLogger(PagesPerSession.class);
    private static final int TELL_MS = 300;

    private final int most;
    private final LimitsMet met;

    PagesPerSession(@Value("${tidemark.limits.pages-per-session}") int most, LimitsMet met) {
        this.most = most;
        this.met = met;
    }

    /** Marks a page that is about to go. */
    private enum Going {
        YES
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addUIInitListener(opened -> closeOldest(opened.getUI()));
    }

    private void closeOldest(UI opened) {
        var others = opened.getSession().getUIs().stream()
                .filter(ui -> !ui.equals(opened) && !ui.isClosing() && ComponentUtil.getData(ui, Going.class) == null)
                .sorted(Comparator.comparingInt(UI::getUIId))
                .toList();
        for (var oldest : others.subList(0, Math.max(0, others.size() + 1 - most))) {
            met.count(Limit.PAGES_PER_SESSION);
            ComponentUtil.setData(oldest, Going.class, Going.YES);
            close(oldest);
        }
    }

    private static void close(UI page) {
        Thread.startVirtualThread(() -> {
            try {
                page.accessSynchronously(() -> page.getPage().setLocation(ClosedPage.ADDRESS.substring(1)));
                // What pages are told takes a moment to get there.
                Thread.sleep(TELL_MS);
                page.accessSynchronously(page::close);
            } catch (UIDetachedException e) {
                log.trace("event=page_closed_already", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
