package io.tidemark.refresh;

import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The refreshes that this node has not heard of yet, as the run history has them. A notification only says that there may
 * be some: anybody who can connect may send one, with whatever in it.
 */
final class RefreshNews {

    /** A node that was not told of more than these has its pages show what the newest did. */
    private static final int MOST_AT_ONCE = 100;

    /** A run may be committed after some whose number is higher. */
    private static final int OUT_OF_ORDER = 20;

    private final JdbcClient jdbc;
    private final TreeSet<Long> known = new TreeSet<>();

    /**
     * From now on what comes is news.
     *
     * @param connection the listener's own, which is given up soon where the database falls silent, and not one of the pool
     */
    RefreshNews(Connection connection) {
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        read(0, OUT_OF_ORDER).forEach(item -> known.add(item.id()));
    }

    /** A row of the run history; a run that failed has nothing else to tell. */
    record Item(long id, @Nullable RefreshCompleted completed) {}

    /** What is new since the last look, oldest first. */
    List<Item> look() {
        long newest = known.isEmpty() ? 0 : known.last();
        List<Item> news = read(newest - OUT_OF_ORDER, MOST_AT_ONCE).stream()
                .filter(item -> known.add(item.id()))
                .toList()
                .reversed();
        while (known.size() > OUT_OF_ORDER) {
            known.pollFirst();
        }
        return news;
    }

    private List<Item> read(long after, int limit) {
        return jdbc.sql("""
                        SELECT *, clock_timestamp() AS heard_at FROM refresh_run
                        WHERE id > :after ORDER BY id DESC LIMIT :limit""")
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new Item(
                        row.getLong("id"),
                        row.getString("error") != null
                                ? null
                                : new RefreshCompleted(
                                        RefreshRun.read(row, number),
                                        row.getObject("heard_at", OffsetDateTime.class)
                                                .toInstant())))
                .list();
    }
}
