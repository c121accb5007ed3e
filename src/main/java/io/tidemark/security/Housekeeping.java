package io.tidemark.security;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes what signing in leaves behind. */
@Component
class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    private final Guesses guesses;
    private final SignIns signIns;
    private final Audit audit;
    private final Duration failuresKept;

    Housekeeping(
            Guesses guesses,
            SignIns signIns,
            Audit audit,
            @Value("${tidemark.audit.failed-sign-ins-kept}") Duration failuresKept) {
        this.guesses = guesses;
        this.signIns = signIns;
        this.audit = audit;
        this.failuresKept = failuresKept;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void removeOld() {
        try {
            guesses.removeOld();
            signIns.removeOld();
            audit.removeFailures(failuresKept);
        } catch (DataAccessException e) {
            log.warn("event=old_sign_ins_not_removed", e);
        }
    }
}
