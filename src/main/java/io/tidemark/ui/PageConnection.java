package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.communication.AtmospherePushConnection;
import io.tidemark.security.limits.LimitsMet;
import java.io.IOException;
import java.io.Reader;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereResource.TRANSPORT;
import org.atmosphere.cpr.AtmosphereResourceImpl;

/**
 * The way by which a page is pushed to. A long poll carries one message; Atmosphere would take another and keep it for the
 * next poll, which may come just before it is kept. So a browser that was answered is not connected until it asks again.
 */
final class PageConnection extends AtmospherePushConnection {

    private final transient OpenPage page;

    private final transient LimitsMet limits;

    PageConnection(UI ui, OpenPage page, LimitsMet limits) {
        super(ui);
        this.page = page;
        this.limits = limits;
    }

    @Override
    public FragmentedMessage getOrCreateFragmentedMessage(AtmosphereResource resource) {
        return new Unwanted();
    }

    /**
     * What comes by websocket. Vaadin would keep the parts of a message of any length until it is whole, but our browsers
     * send theirs in requests, which have a limit: more than a sign of life is not from one of them.
     */
    private final class Unwanted extends FragmentedMessage {

        @Override
        public boolean append(Reader message) throws IOException {
            // What each message comes with is made for it alone, and ends with nothing but that.
            if (message.skip(2) > 1 && getResource() instanceof AtmosphereResourceImpl connection) {
                limits.count(LimitsMet.Limit.PUSH_MESSAGE);
                Thread.startVirtualThread(connection::dirtyClose);
            }
            return false;
        }
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
