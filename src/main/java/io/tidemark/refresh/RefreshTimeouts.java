package io.tidemark.refresh;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How long a refresh may take, wait for a lock, and leave its transaction idle, before PostgreSQL ends it.
 *
 * @param statement zero is no limit, here and for {@code lock}
 */
@Component
record RefreshTimeouts(
        @Value("${tidemark.refresh.statement-timeout}") Duration statement,
        @Value("${tidemark.refresh.lock-timeout}") Duration lock) {

    /** Statements that set the timeouts of a session. */
    String set() {
        return "SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = '60s'"
                .formatted(statement.toMillis(), lock.toMillis());
    }
}
