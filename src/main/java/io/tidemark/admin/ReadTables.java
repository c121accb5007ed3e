package io.tidemark.admin;

import java.sql.SQLException;
import java.util.Objects;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the sizes of views and tables, and does not wait where somebody has locked one. */
@Component
class ReadTables {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private volatile Tables last = Tables.UNKNOWN;

    ReadTables(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
    }

    Tables read() {
        try {
            last = Objects.requireNonNull(transaction.execute(_ -> {
                jdbc.sql("SET LOCAL lock_timeout = '200ms'").update();
                return new Tables(
                        jdbc.sql(ViewStatus.QUERY)
                                .query(Rows.of(ViewStatus.class))
                                .list(),
                        jdbc.sql(TableSize.QUERY)
                                .query(Rows.of(TableSize.class))
                                .list(),
                        null);
            }));
            return last;
        } catch (DataAccessException e) {
            if (isLocked(e)) {
                return last.lockedBy(lockHolders());
            }
            throw e;
        }
    }

    /** Whether somebody else's lock was in the way. */
    static boolean isLocked(Throwable problem) {
        return NestedExceptionUtils.getMostSpecificCause(problem) instanceof SQLException e
                && LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    /** The sessions that keep everybody else from one of our tables or views. */
    String lockHolders() {
        return jdbc.sql("""
                        SELECT coalesce(string_agg(format('%s by pid %s (%s, for %s): %s', relations, a.pid,
                                coalesce(nullif(a.application_name, ''), a.usename),
                                date_trunc('second', clock_timestamp() - a.xact_start), left(trim(a.query), 200)), '; '),
                            'a session that has just ended')
                        FROM (
                            SELECT l.pid, string_agg(c.relname, ', ' ORDER BY c.relname) AS relations
                            FROM pg_locks l
                            JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm')
                            JOIN pg_class home ON home.oid = 'analytics_state'::regclass AND c.relnamespace = home.relnamespace
                            WHERE l.mode = 'AccessExclusiveLock' AND l.granted
                            GROUP BY l.pid
                        ) AS holder
                        JOIN pg_stat_activity a USING (pid)""").query((row, _) -> row.getString(1)).single();
    }
}
