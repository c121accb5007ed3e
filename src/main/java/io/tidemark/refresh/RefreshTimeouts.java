package io.tidemark.refresh;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long a refresh may take, wait for a lock, and leave its transaction idle, before PostgreSQL ends it. */
@Component
final class RefreshTimeouts {

    /** How much later than it should have answered PostgreSQL is taken for gone. */
    private static final long MARGIN_MS = 10_000;

    private final Duration statement;
    private final Duration lock;

    RefreshTimeouts(
            @Value("${tidemark.refresh.statement-timeout}") Duration statement,
            @Value("${tidemark.refresh.lock-timeout}") Duration lock) {
        this.statement = statement;
        this.lock = lock;
    }

    /** Statements that set the timeouts of a session. */
    String set() {
        return """
                SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = '60s'""".formatted(statement.toMillis(), lock.toMillis());
    }

    /** Milliseconds until an answer must be there to what is done at once, but may have to wait for a lock; 0 is for ever. */
    int shortAnswer() {
        return answer(lock);
    }

    /** The same for a refresh. */
    int longAnswer() {
        return answer(statement);
    }

    /** What PostgreSQL takes for no limit is none here either. */
    private static int answer(Duration limit) {
        return limit.isZero() ? 0 : Math.toIntExact(limit.toMillis() + MARGIN_MS);
    }
}
