package io.tidemark.admin;

import io.tidemark.database.OneSnapshot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Reads the situation, but for sizes in one snapshot. What is dear to read, the traffic, is kept for a minute, and
 * what follows from it until it changes.
 */
@Component
class ReadSituation {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration TRAFFIC_STAYS = Duration.ofMinutes(1);
    private static final Duration NO_TRAFFIC_STAYS = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final ReadTraffic readTraffic;
    private final ReadTables readTables;
    private final OneSnapshot oneSnapshot;
    private @Nullable Traffic traffic;
    private @Nullable String trafficOf;
    private long trafficReadAt;
    private @Nullable Basis basis;
    private List<StrategyFigures> figures = List.of();

    /** What the figures of the strategies follow from. */
    private record Basis(Traffic traffic, @Nullable Measurement measurement, double maxShare, int maxAgeMinutes) {}

    ReadSituation(
            JdbcClient jdbc, ReadTraffic readTraffic, ReadTables readTables, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.readTables = readTables;
        this.readTraffic = readTraffic;
        oneSnapshot = new OneSnapshot(jdbc, transactions, TIMEOUT);
    }

    Situation read() {
        var tables = readTables.read();
        return oneSnapshot.read(() -> {
            jdbc.sql("SET LOCAL lock_timeout = '2s'").update();
            var status = jdbc.sql(EngineStatus.QUERY).query(EngineStatus.class).single();
            var measurement = jdbc.sql(Measurement.LAST)
                    .query(Measurement.class)
                    .optional()
                    .orElse(null);
            var verification = jdbc.sql(Verification.LAST)
                    .query(Verification.class)
                    .optional()
                    .orElse(null);
            var recent = traffic(status.cron());
            return new Situation(
                    status,
                    run("error IS NULL ORDER BY id DESC"),
                    run("""
                            error IS NULL AND started_at > now() - interval '1 hour' AND reason NOT IN ('rebuild', 'repair', 'recount')
                            ORDER BY duration_ms DESC, id"""),
                    jdbc.sql(StrategyChange.QUERY)
                            .query(Rows.of(StrategyChange.class))
                            .list(),
                    tables,
                    jdbc.sql(TriggerStatus.QUERY)
                            .query(Rows.of(TriggerStatus.class))
                            .list(),
                    jdbc.sql(Drift.QUERY).query(Rows.of(Drift.class)).list(),
                    verification,
                    Differences.read(jdbc, verification),
                    measurement,
                    recent,
                    figures(status, recent, measurement));
        });
    }

    private @Nullable Run run(String condition) {
        return jdbc.sql("SELECT " + Run.COLUMNS + " FROM refresh_run WHERE " + condition + " LIMIT 1")
                .query(Run.class)
                .optional()
                .orElse(null);
    }

    private synchronized List<StrategyFigures> figures(
            EngineStatus status, Traffic recent, @Nullable Measurement measurement) {
        var of = new Basis(recent, measurement, status.maxShare(), status.maxAgeMinutes());
        if (!of.equals(basis)) {
            figures = StrategyFigures.of(recent, status, measurement);
            basis = of;
        }
        return figures;
    }

    private synchronized Traffic traffic(String cron) {
        long now = System.nanoTime();
        var stays = traffic == null || traffic.arrivals().calls() == 0 ? NO_TRAFFIC_STAYS : TRAFFIC_STAYS;
        if (traffic == null || !cron.equals(trafficOf) || now - trafficReadAt > stays.toNanos()) {
            traffic = readTraffic.read(cron);
            trafficOf = cron;
            trafficReadAt = now;
        }
        return traffic;
    }
}
