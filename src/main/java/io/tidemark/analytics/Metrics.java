package io.tidemark.analytics;

import io.tidemark.database.OneSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;

/** Reads what the materialized views hold, and the same over other periods and filters, each in one snapshot. */
@Service
public class Metrics {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final JdbcClient jdbc;
    private final OneSnapshot oneSnapshot;
    private final ReadMetrics readMetrics;
    private final ReadPeriod readPeriod;
    private final ReadCells readCells;
    private final ReadUsers readUsers;

    Metrics(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        oneSnapshot = new OneSnapshot(jdbc, transactions, TIMEOUT);
        readMetrics = new ReadMetrics(jdbc);
        readPeriod = new ReadPeriod(jdbc);
        readCells = new ReadCells(jdbc);
        readUsers = new ReadUsers(jdbc);
    }

    /** The rows of a view, column by column; cells are null where there is no data. */
    public record Table(Edition edition, Period period, List<Map<String, @Nullable Object>> rows) {}

    /**
     * All calls of a period taken together.
     *
     * @param compared what {@code previous} is compared with: the period without the hour that is still filling
     * @param previous the period before, up to the same hour
     */
    public record Summary(Edition edition, Period period, Totals totals, Totals compared, Totals previous) {}

    /** What is there to be read, at next to no cost. */
    public Edition edition() {
        return Edition.read(jdbc);
    }

    /** What a range comes to in it. */
    public Period period(Edition edition, Range range) {
        return readPeriod.period(range, edition.trueFor(), edition.zone());
    }

    public Table table(MetricsView view, UsageQuery query) {
        return inOneSnapshot(() -> {
            var edition = edition();
            var period = period(edition, query.range());
            return new Table(
                    edition,
                    period,
                    query.isAnsweredByViews()
                            ? readMetrics.view(view, period)
                            : readMetrics.rollups(view, period, query.filter()));
        });
    }

    public Summary summary(UsageQuery query) {
        return inOneSnapshot(() -> {
            var edition = edition();
            var period = period(edition, query.range());
            var tallies = readCells.tallies(period, query.filter(), false);
            var users = readUsers.users(period, query.filter(), false);
            return new Summary(
                    edition,
                    period,
                    tallies.totals(Span.SHOWN, users),
                    tallies.totals(Span.COMPARED, users),
                    tallies.totals(Span.PREVIOUS, users));
        });
    }

    private <T> T inOneSnapshot(Supplier<T> read) {
        return oneSnapshot.read(read);
    }
}
