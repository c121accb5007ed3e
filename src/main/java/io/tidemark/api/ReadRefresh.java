package io.tidemark.api;

import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.Refresher;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what became of a refresh that was asked for, from the history that all nodes share. */
@Component
class ReadRefresh {

    private final JdbcClient jdbc;
    private final Refresher refresher;

    ReadRefresh(JdbcClient jdbc, Refresher refresher) {
        this.jdbc = jdbc;
        this.refresher = refresher;
    }

    /** The database's clock, by which its instants go. */
    Instant now() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Done where a refresh has counted everything from before that instant, or nothing was left to be counted. */
    RefreshDocument outcome(Instant wanted) {
        Optional<Long> counted = run("""
                SELECT min(id)
                FROM refresh_run
                WHERE error IS NULL AND as_of >= :wanted
                """, wanted).or(() -> run("""
                SELECT max(id)
                FROM refresh_run
                WHERE error IS NULL AND :wanted <= clock_timestamp() AND NOT analytics_changes_pending()
                """, wanted));
        if (counted.isPresent()) {
            RefreshRun run = refresher.run(counted.get());
            return RefreshDocument.done(wanted, run.asOf(), run);
        }
        return jdbc.sql("""
                        SELECT error
                        FROM refresh_run
                        WHERE reason = 'manual' AND error IS NOT NULL AND finished_at >= :wanted
                        ORDER BY id
                        LIMIT 1
                        """)
                .param("wanted", wanted.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .optional()
                .map(error -> RefreshDocument.failed(wanted, error))
                .orElseGet(() -> RefreshDocument.running(wanted));
    }

    private Optional<Long> run(String sql, Instant wanted) {
        return jdbc.sql(sql)
                .param("wanted", wanted.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .optional();
    }
}
