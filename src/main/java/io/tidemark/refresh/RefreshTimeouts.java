package io.tidemark.refresh;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long a refresh may take, wait for a lock, and leave its transaction idle, before PostgreSQL ends it. */
@Component
final class RefreshTimeouts {

    private final Duration statement;

    RefreshTimeouts(@Value("${tidemark.refresh.statement-timeout}") Duration statement) {
        this.statement = statement;
    }

    /** Statements that set the timeouts; begin them with {@code SET} or {@code SET LOCAL}. */
    String set(String command) {
        return """
                %1$s statement_timeout = %2$d; %1$s lock_timeout = '60s';
                %1$s idle_in_transaction_session_timeout = '60s'""".formatted(command, statement.toMillis());
    }
}
