package io.tidemark.analytics;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** How long the server takes for all data of a page; for bin/bench. */
public final class ReadTimes {

    /** The page that everybody sees first. */
    public static final String FIRST = "30 days, all calls";

    private static final UsageFilter ONE_PROVIDER = new UsageFilter(Set.of("provider-1"), Set.of(), Set.of());

    private static final Map<String, UsageQuery> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put(FIRST, new UsageQuery(Range.LAST_30_DAYS, UsageFilter.NONE));
        PAGES.put("30 days, one provider", new UsageQuery(Range.LAST_30_DAYS, ONE_PROVIDER));
        PAGES.put("7 days, all calls", new UsageQuery(Range.LAST_7_DAYS, UsageFilter.NONE));
        PAGES.put("24 hours, all calls", new UsageQuery(Range.LAST_24_HOURS, UsageFilter.NONE));
        PAGES.put("24 hours, one provider", new UsageQuery(Range.LAST_24_HOURS, ONE_PROVIDER));
    }

    private ReadTimes() {}

    /** Reads each page that often after a warm-up and returns the milliseconds of each reading, in no order. */
    public static Map<String, double[]> measure(String url, String user, int times) {
        var configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setUsername(user);
        configuration.setMaximumPoolSize(2);
        var found = new LinkedHashMap<String, double[]>();
        try (var database = new HikariDataSource(configuration)) {
            var analytics = new Analytics(JdbcClient.create(database), new JdbcTransactionManager(database));
            PAGES.forEach((name, query) -> {
                measure(analytics, query, times);
                found.put(name, measure(analytics, query, times));
            });
        }
        return found;
    }

    private static double[] measure(Analytics analytics, UsageQuery query, int times) {
        var milliseconds = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            analytics.overview(query);
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
        return milliseconds;
    }
}
