package io.tidemark.security.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Writes down when a key was last used: beside the request, and once a minute at most. */
@Component
class KeyUse {

    private static final Logger log = LoggerFactory.getLogger(KeyUse.class);
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

    private final ApiKeys keys;
    private final Set<Long> writing = ConcurrentHashMap.newKeySet();

    KeyUse(ApiKeys keys) {
        this.keys = keys;
    }

    /** The key was accepted just now. */
    void note(ApiKey key) {
        Instant noted = key.lastUsedAt();
        boolean due =
                noted == null || noted.isBefore(InstantSource.system().instant().minus(BETWEEN_NOTES));
        if (due && writing.add(key.id())) {
            Thread.startVirtualThread(() -> write(key));
        }
    }

    private void write(ApiKey key) {
        try {
            keys.used(key.id());
        } catch (DataAccessException e) {
            log.warn("event=key_use_not_noted key=\"{}\" cause=\"{}\"", key.displayName(), e.getMessage());
        } finally {
            writing.remove(key.id());
        }
    }
}
