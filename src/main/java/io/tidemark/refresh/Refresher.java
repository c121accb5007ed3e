package io.tidemark.refresh;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Has the database refresh its views. */
@Service
public class Refresher {

    private static final Logger log = LoggerFactory.getLogger(Refresher.class);

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    Refresher(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /**
     * Refreshes the views, or waits for a refresh that counts everything committed before this call.
     *
     * @param reason a word for the run history, for instance {@code manual}
     * @param startedBy who asked for it
     * @throws org.springframework.dao.DataAccessException when the refresh fails; the views stay as they were
     */
    public RefreshRun refresh(String reason, String startedBy) {
        RefreshRun run = jdbc.sql("SELECT * FROM run_refresh(:reason, :startedBy)")
                .param("reason", reason)
                .param("startedBy", startedBy)
                .query(RefreshRun::read)
                .single();
        log.info(
                "event=refreshed reason={} rows={} views={} ms={}",
                run.reason(),
                run.rowsTaken(),
                run.viewsChanged().size(),
                run.duration().toMillis());
        events.publishEvent(new RefreshCompleted(run));
        return run;
    }

    /** Whether anything is committed that the views lack. */
    boolean changesPending() {
        return jdbc.sql("SELECT check_analytics_changes()").query(Boolean.class).single();
    }

    /** Makes the partitions of the coming months. */
    void createPartitions() {
        int created = jdbc.sql("SELECT create_api_usage_partitions()")
                .query(Integer.class)
                .single();
        if (created > 0) {
            log.info("event=partitions_created count={}", created);
        }
    }
}
