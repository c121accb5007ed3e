package io.tidemark.demo;

import io.tidemark.ingest.CallAppender;
import io.tidemark.ingest.CallSink;
import io.tidemark.ingest.LongTransaction;
import io.tidemark.ingest.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Loads, continues and removes demo calls, which carry the source {@code demo}. */
@Service
public class DemoData {

    private static final String SOURCE = "demo";
    private static final Duration LOADED = Duration.ofDays(60);
    /** Names the one lock under which demo calls are written, so that two nodes do not write the same ones. */
    private static final long LOCK = 0x7469_6465_6d6f_0001L;

    private final JdbcClient jdbc;
    private final CallAppender appender;
    private final LongTransaction transaction;
    private final InstantSource clock;
    private final DemoTraffic traffic;

    @Autowired
    DemoData(
            JdbcClient jdbc,
            CallAppender appender,
            LongTransaction transaction,
            @Value("${tidemark.demo-calls-per-weekday:8000}") int callsPerWeekday) {
        this(jdbc, appender, transaction, InstantSource.system(), callsPerWeekday);
    }

    DemoData(
            JdbcClient jdbc,
            CallAppender appender,
            LongTransaction transaction,
            InstantSource clock,
            int callsPerWeekday) {
        this.jdbc = jdbc;
        this.appender = appender;
        this.transaction = transaction;
        this.clock = clock;
        this.traffic = new DemoTraffic(callsPerWeekday);
    }

    /** Whether there is no call at all. */
    public boolean databaseIsEmpty() {
        return !exists("SELECT EXISTS (SELECT FROM api_usage)");
    }

    /** Whether there are demo calls. */
    public boolean present() {
        return exists("SELECT EXISTS (SELECT FROM usage_calls() WHERE source = 'demo')");
    }

    /**
     * Loads sixty days of demo calls up to now and returns how many; none when there are some already.
     *
     * @throws RealCallsPresent when there are calls of another source
     * @throws DemoRefused when the table does not take them
     */
    public long load() {
        return transaction.run(() -> {
            if (exists("SELECT EXISTS (SELECT FROM usage_calls() WHERE source IS DISTINCT FROM 'demo')")) {
                throw new RealCallsPresent();
            }
            return loadBesideRealCalls();
        });
    }

    /** Does what {@link #load()} does, and does not mind real calls. */
    public long loadBesideRealCalls() {
        return transaction.run(() -> {
            lock();
            if (present()) {
                return 0L;
            }
            Instant now = clock.instant();
            return append(now.minus(LOADED), now);
        });
    }

    /** Adds the demo calls that fell due since the newest one; false, and nothing added, when there is none at all. */
    public boolean continueUntilNow() {
        return transaction.run(() -> {
            lock();
            Instant now = clock.instant();
            Instant newest = newest(now);
            if (newest == null) {
                return false;
            }
            append(newest, now);
            return true;
        });
    }

    /** Deletes all demo calls, and nothing else, and returns how many they were. */
    public long remove() {
        return transaction.run(() -> {
            lock();
            return jdbc.sql("SELECT delete_calls('demo', '-infinity', 'infinity')")
                    .query(Long.class)
                    .single();
        });
    }

    private void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:key)")
                .param("key", LOCK)
                .query()
                .singleRow();
    }

    private boolean exists(String sql) {
        return jdbc.sql(sql).query(Boolean.class).single();
    }

    private @Nullable Instant newest(Instant now) {
        return jdbc.sql("""
                        SELECT created_at
                        FROM usage_calls()
                        WHERE source = 'demo' AND created_at <= :now
                        ORDER BY created_at DESC
                        LIMIT 1""")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) ->
                        row.getObject("created_at", OffsetDateTime.class).toInstant())
                .optional()
                .orElse(null);
    }

    private long append(Instant after, Instant until) {
        try {
            return appender.appending(SOURCE, sink -> addAll(after, until, sink));
        } catch (DataAccessException e) {
            throw Refusal.in(e)
                    .<RuntimeException>map(refusal -> new DemoRefused(refusal.text(), e))
                    .orElse(e);
        }
    }

    private long addAll(Instant after, Instant until, CallSink sink) {
        var count = new AtomicLong();
        traffic.between(after, until).forEach(call -> {
            sink.add(call);
            count.incrementAndGet();
        });
        return count.get();
    }
}
