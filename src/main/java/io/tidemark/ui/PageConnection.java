package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.communication.AtmospherePushConnection;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereResource.TRANSPORT;

/**
 * The way by which a page is pushed to. A long poll carries one message; Atmosphere would take another and keep it for the
 * next poll, which may come just before it is kept. So a browser that was answered is not connected until it asks again.
 */
final class PageConnection extends AtmospherePushConnection {

    private final transient OpenPage page;

    PageConnection(UI ui, OpenPage page) {
        super(ui);
        this.page = page;
    }

    @Override
    protected void sendMessage(String message) {
        boolean answers = getResource().transport() == TRANSPORT.LONG_POLLING;
        super.sendMessage(message);
        if (answers) {
            connectionLost();
        }
    }

    /** The browser listens again: the page is painted with what came meanwhile. */
    @Override
    public void connect(AtmosphereResource resource) {
        FailedPushes.logFailures(resource);
        super.connect(resource);
        page.wake();
    }
}
