package io.tidemark.ui;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.atmosphere.cache.CacheMessage;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereResourceEvent;
import org.atmosphere.cpr.AtmosphereResourceEventListenerAdapter;
import org.atmosphere.cpr.AtmosphereResourceFactory;
import org.atmosphere.cpr.AtmosphereResourceImpl;
import org.atmosphere.cpr.BroadcastFilter;
import org.atmosphere.cpr.BroadcasterCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up browsers that do not take what is pushed to them. Where Tomcat closes a websocket because a message was not
 * taken in time, it tells nobody but who sent that; Atmosphere takes the browser to be there still, and keeps this message
 * for it, and all that follow. It keeps the text that went to the network, and would frame it once more for a browser that
 * comes back, whose page would stop at it: what comes back gets what is current instead.
 */
final class FailedPushes implements BroadcasterCacheListener, BroadcastFilter {

    private static final Logger log = LoggerFactory.getLogger(FailedPushes.class);

    private final AtmosphereResourceFactory resources;
    private final Executor threads;
    private final Set<String> beingGivenUp = ConcurrentHashMap.newKeySet();

    FailedPushes(AtmosphereResourceFactory resources, Executor threads) {
        this.resources = resources;
        this.threads = threads;
    }

    /** Vaadin's messages are objects; text is what a websocket failed to write. */
    private static boolean failed(Object message) {
        return message instanceof String;
    }

    @Override
    public void onAddCache(String broadcaster, CacheMessage kept) {
        if (failed(kept.getMessage())
                && resources.find(kept.uuid()) instanceof AtmosphereResourceImpl connection
                && beingGivenUp.add(kept.uuid())) {
            threads.execute(() -> giveUp(connection));
        }
    }

    private void giveUp(AtmosphereResourceImpl connection) {
        try {
            log.info("event=push_failed cause=\"not taken\"");
            connection.dirtyClose();
        } finally {
            beingGivenUp.remove(connection.uuid());
        }
    }

    @Override
    public void onRemoveCache(String broadcaster, CacheMessage kept) {}

    @Override
    public BroadcastAction filter(String broadcaster, Object original, Object message) {
        return new BroadcastAction(
                failed(original) ? BroadcastAction.ACTION.ABORT : BroadcastAction.ACTION.CONTINUE, message);
    }

    /** Logs why Atmosphere gives up a connection by itself: in a line where the network is the cause. */
    static void logFailures(AtmosphereResource connection) {
        connection.addEventListener(new AtmosphereResourceEventListenerAdapter() {
            @Override
            public void onThrowable(AtmosphereResourceEvent event) {
                if (event.throwable() instanceof IOException cause) {
                    log.info("event=push_failed cause=\"{}\"", cause.toString());
                } else {
                    log.error("event=push_failed", event.throwable());
                }
            }
        });
    }
}
