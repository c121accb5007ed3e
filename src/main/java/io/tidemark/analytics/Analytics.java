package io.tidemark.analytics;

import io.tidemark.database.OneSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;

/** Reads what a page shows in one snapshot of the database, so that a refresh between two panels cannot show. */
@Service
public class Analytics {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final OneSnapshot oneSnapshot;
    private final ReadFreshness readFreshness;
    private final ReadPeriod readPeriod;
    private final ReadCells readCells;
    private final ReadUsers readUsers;
    private final ReadViews readViews;

    Analytics(JdbcClient jdbc, PlatformTransactionManager transactions) {
        oneSnapshot = new OneSnapshot(jdbc, transactions, TIMEOUT);
        readFreshness = new ReadFreshness(jdbc);
        readPeriod = new ReadPeriod(jdbc);
        readCells = new ReadCells(jdbc);
        readUsers = new ReadUsers(jdbc);
        readViews = new ReadViews(jdbc);
    }

    /** Everything the overview shows of the calls that are asked for. */
    public Overview overview(UsageQuery query) {
        return oneSnapshot.read(() -> read(query));
    }

    private Overview read(UsageQuery query) {
        var freshness = readFreshness.freshness();
        var asOf = Objects.requireNonNullElse(freshness.asOf(), freshness.readAt());
        var period = readPeriod.period(query.range(), asOf, freshness.zone());

        var filter = query.filter();
        boolean byViews = query.isAnsweredByViews();
        var installation = readFreshness.installation();
        var users = readUsers.users(period, filter, !byViews);
        var tallies = readCells.tallies(period, filter, !byViews);
        var breakdown = byViews
                ? readViews.breakdown(readCells.cells(period, filter), period.zone())
                : tallies.breakdown(users);
        return new Overview(
                query,
                freshness,
                installation.currency(),
                installation.wrongSettings(),
                installation.successStatuses(),
                period,
                tallies.totals(Span.SHOWN, users),
                tallies.totals(Span.COMPARED, users),
                tallies.totals(Span.PREVIOUS, users),
                buckets(period, breakdown),
                breakdown.cells().series(),
                breakdown.providers(),
                breakdown.models(),
                readCells.options(period),
                period.isStillFilling() ? readFreshness.callsFrom(period.end()) : 0,
                installation.hasCalls(),
                installation.hasDemoCalls());
    }

    private static List<Bucket> buckets(Period period, Breakdown breakdown) {
        var slots = period.slots();
        var sums = breakdown.cells().perBucket();
        return IntStream.range(0, slots.size())
                .mapToObj(i -> {
                    var slot = slots.get(i);
                    var point = breakdown.points().getOrDefault(slot.start(), Breakdown.Point.NONE);
                    var totals = new Totals(sums.get(i), point.activeUsers(), point.latency());
                    return new Bucket(
                            slot.start(),
                            slot.day(),
                            slot.beginsDay(),
                            slot.start().equals(period.filling()),
                            totals);
                })
                .toList();
    }
}
