package io.tidemark.refresh;

import io.tidemark.background.BackgroundWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Keeps in the run history when pages had the figures; many rows in one statement, for a commit each would be dear. */
@Component
class DeliveryLog implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 1_000;

    private final JdbcClient jdbc;
    private final Refresher refresher;
    private final Waiter waiter = new Waiter();
    private final List<Delivery> deliveries = new ArrayList<>();
    private volatile boolean running;
    private @Nullable Thread thread;

    DeliveryLog(JdbcClient jdbc, Refresher refresher) {
        this.jdbc = jdbc;
        this.refresher = refresher;
    }

    private record Delivery(long run, int pages, Instant at) {}

    /** While the database cannot be reached, only so many are kept. */
    void add(long run, int pages, Instant at) {
        synchronized (deliveries) {
            if (deliveries.size() < MOST_KEPT) {
                deliveries.add(new Delivery(run, pages, at));
            }
        }
    }

    /** Writes what there is. */
    void write() {
        List<Delivery> batch;
        synchronized (deliveries) {
            batch = List.copyOf(deliveries);
        }
        if (batch.isEmpty()) {
            return;
        }
        // A run that was pruned meanwhile has no history left to be kept in.
        jdbc.sql("""
                        INSERT INTO refresh_delivery (run_id, node, pages, delivered_at)
                        SELECT d.run_id, :node, d.pages, d.delivered_at
                        FROM unnest(:runs::bigint[], :pages::int[], :times::timestamptz[])
                            AS d (run_id, pages, delivered_at)
                        JOIN refresh_run ON id = d.run_id
                        ON CONFLICT DO NOTHING""")
                .param("node", refresher.node())
                .param("runs", array("int8", batch.stream().map(Delivery::run)))
                .param("pages", array("int4", batch.stream().map(Delivery::pages)))
                .param("times", array("text", batch.stream().map(Delivery::at).map(Instant::toString)))
                .update();
        synchronized (deliveries) {
            deliveries.removeAll(batch);
        }
    }

    private static SqlArrayValue array(String type, Stream<?> values) {
        return new SqlArrayValue(type, values.toArray());
    }

    private void run() {
        while (running) {
            waiter.sleep(BETWEEN_WRITES);
            try {
                write();
            } catch (DataAccessException | TransactionException e) {
                log.warn("event=deliveries_not_written cause=\"{}\"", Refresher.inOneLine(e));
            }
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("delivery-log").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        waiter.stop();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
