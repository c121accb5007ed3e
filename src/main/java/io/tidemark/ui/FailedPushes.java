package io.tidemark.ui;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.atmosphere.cache.CacheMessage;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereResourceEvent;
import org.atmosphere.cpr.AtmosphereResourceEventListenerAdapter;
import org.atmosphere.cpr.AtmosphereResourceFactory;
import org.atmosphere.cpr.AtmosphereResourceImpl;
import org.atmosphere.cpr.BroadcasterCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up browsers that do not take what is pushed to them. Where Tomcat closes a websocket because a message was not
 * taken in time, it tells nobody but who sent that; Atmosphere takes the browser to be there still, and keeps this message
 * for it, and all that follow.
 */
final class FailedPushes implements BroadcasterCacheListener {

    private static final Logger log = LoggerFactory.getLogger(FailedPushes.class);

    private final AtmosphereResourceFactory resources;
    private final Executor threads;
    private final Set<String> beingGivenUp = ConcurrentHashMap.newKeySet();

    FailedPushes(AtmosphereResourceFactory resources, Executor threads) {
        this.resources = resources;
        this.threads = threads;
    }

    /** What is kept before it is sent is a message of Vaadin's; what was sent in vain is what went to the network. */
    @Override
    public void onAddCache(String broadcaster, CacheMessage kept) {
        boolean inVain = kept.getMessage() instanceof String || kept.getMessage() instanceof byte[];
        if (inVain && beingGivenUp.add(kept.uuid())) {
            threads.execute(() -> giveUp(kept.uuid()));
        }
    }

    private void giveUp(String uuid) {
        try {
            if (resources.find(uuid) instanceof AtmosphereResourceImpl connection) {
                say("not taken in time");
                connection.dirtyClose();
            }
        } finally {
            beingGivenUp.remove(uuid);
        }
    }

    @Override
    public void onRemoveCache(String broadcaster, CacheMessage kept) {}

    /** Says of a connection that Atmosphere gives up by itself why it did. */
    static void tell(AtmosphereResource connection) {
        connection.addEventListener(new AtmosphereResourceEventListenerAdapter() {
            @Override
            public void onThrowable(AtmosphereResourceEvent event) {
                say(event.throwable().toString());
            }
        });
    }

    private static void say(String cause) {
        log.info("event=push_failed cause=\"{}\"", cause);
    }
}
