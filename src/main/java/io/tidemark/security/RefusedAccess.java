package io.tidemark.security;

import io.tidemark.security.limits.SparseLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Writes down who asks for what is not theirs: a line a minute for each user and key, and one for all keys that are none,
 * as whoever asks does not decide how much is written.
 */
@Component
public class RefusedAccess {

    private static final Logger log = LoggerFactory.getLogger(RefusedAccess.class);

    private static final int LONGEST = 200;

    private final SparseLog sparse = new SparseLog();

    /** Somebody who is known may not do this. */
    public void forbidden(String who, String what) {
        sparse.missedBefore(who)
                .ifPresent(missed -> log.warn(
                        "event=access_refused who=\"{}\" what=\"{}\" not_logged={}",
                        who,
                        what.substring(0, Math.min(what.length(), LONGEST)),
                        missed));
    }

    /** A program showed a key that is not accepted. */
    public void wrongKey(String why, String address) {
        sparse.missedBefore("")
                .ifPresent(missed ->
                        log.warn("event=key_refused cause=\"{}\" address={} not_logged={}", why, address, missed));
    }
}
