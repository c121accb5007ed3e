package io.tidemark.ingest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends the calls of a request once, however often and on whichever node it arrives. Its name is stored in the
 * transaction that stores the calls; whoever sends the same name meanwhile waits for the end of that.
 */
@Component
class AppendOnce {

    /** With fewer requests a day than this, each is remembered for a day. */
    private static final int MOST_REMEMBERED = 1_000_000;

    private final JdbcClient jdbc;
    private final CallAppender appender;
    private final TransactionTemplate transaction;

    AppendOnce(JdbcClient jdbc, CallAppender appender, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.appender = appender;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What became of a request.
     *
     * @param again whether that was when it was sent before
     */
    record Outcome(long accepted, boolean again) {}

    Outcome append(NamedRequest request, List<ApiCall> calls) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            if (claim(request, calls.size())) {
                return new Outcome(appender.append("api", calls), false);
            }
            Earlier earlier = earlier(request)
                    .orElseThrow(() -> new TransientDataAccessResourceException("forgotten in this very moment"));
            if (!request.bodyHash().equals(earlier.bodyHash())) {
                throw new NameReused();
            }
            return new Outcome(earlier.accepted(), true);
        }));
    }

    private boolean claim(NamedRequest request, long accepted) {
        return jdbc.sql("""
                                INSERT INTO usage_request (sender, idempotency_key, body_hash, accepted)
                                VALUES (:sender, :name, decode(:hash, 'hex'), :accepted)
                                ON CONFLICT DO NOTHING
                                """)
                        .param("sender", request.sender())
                        .param("name", request.name())
                        .param("hash", request.bodyHash())
                        .param("accepted", accepted)
                        .update()
                > 0;
    }

    private record Earlier(String bodyHash, long accepted) {}

    private Optional<Earlier> earlier(NamedRequest request) {
        return jdbc.sql("""
                        SELECT encode(body_hash, 'hex') AS body_hash, accepted
                        FROM usage_request
                        WHERE sender = :sender AND idempotency_key = :name
                        """)
                .param("sender", request.sender())
                .param("name", request.name())
                .query((row, _) -> new Earlier(row.getString("body_hash"), row.getLong("accepted")))
                .optional();
    }

    /** Forgets what is older than a day, and what would be too many. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT10M")
    void forget() {
        forget(MOST_REMEMBERED);
    }

    void forget(int most) {
        jdbc.sql("""
                        DELETE FROM usage_request
                        WHERE received_at < greatest(
                            clock_timestamp() - interval '1 day',
                            (SELECT received_at FROM usage_request ORDER BY received_at DESC OFFSET :most - 1 LIMIT 1))
                        """).param("most", most).update();
    }
}
