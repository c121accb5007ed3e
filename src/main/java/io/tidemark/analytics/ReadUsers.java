package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.USERS_WITHOUT_SET;
import static io.tidemark.analytics.Parameters.USER_SETS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts distinct users: unions of sets, and the users of the newest hour, which has no set yet. */
final class ReadUsers {

    /** The sets of users of some spans, a row for each cell and chunk. */
    static final String SETS = """
            WITH sets AS NOT MATERIALIZED (
                SELECT s.part, r.bucket, r.provider, r.model, r.chunk, r.users
                FROM %s
                UNION ALL
                SELECT s.part, r.bucket, r.provider, r.model, u.number >> 10, user_bit(u.number)
                FROM %s
                JOIN usage_user AS u USING (user_id))
            """.formatted(USER_SETS, USERS_WITHOUT_SET);

    private static final String UNIONS = """
            bit_or(users) FILTER (WHERE part & 1 > 0) AS shown,
            bit_or(users) FILTER (WHERE part & 2 > 0) AS compared,
            bit_or(users) FILTER (WHERE part & 4 > 0) AS previous
            """;

    private static final String COUNTS = """
            sum(bit_count(shown)) AS shown,
            sum(bit_count(compared)) AS compared,
            sum(bit_count(previous)) AS previous
            """;

    private static final String OF_PARTS =
            "%s SELECT %s FROM (SELECT chunk, %s FROM sets GROUP BY chunk) AS unions".formatted(SETS, COUNTS, UNIONS);

    private static final String OF_PARTS_BUCKETS_AND_MODELS = """
            %s
            SELECT bucket, provider, model, %s
            FROM (
                SELECT bucket, provider, model, chunk, %s
                FROM sets
                GROUP BY GROUPING SETS ((chunk), (bucket, chunk), (provider, model, chunk))
            ) AS unions
            GROUP BY bucket, provider, model
            """.formatted(SETS, COUNTS, UNIONS);

    private final JdbcClient jdbc;

    ReadUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Users of the parts of the period, and in detail also those of each bucket and model. */
    Users users(Period period, UsageFilter filter, boolean inDetail) {
        var users = new Users(new HashMap<>(), new HashMap<>(), new HashMap<>());
        jdbc.sql(inDetail ? OF_PARTS_BUCKETS_AND_MODELS : OF_PARTS)
                .params(Parameters.of(period.parts(), filter, inDetail))
                .query(row -> {
                    add(row, users, inDetail);
                });
        return users;
    }

    private static void add(ResultSet row, Users to, boolean inDetail) throws SQLException {
        var bucket = inDetail ? row.getObject("bucket", OffsetDateTime.class) : null;
        var provider = inDetail ? row.getString("provider") : null;
        if (bucket != null) {
            to.perBucket().put(bucket.toInstant(), row.getLong("shown"));
        } else if (provider != null) {
            to.perModel().put(new ModelName(provider, row.getString("model")), row.getLong("shown"));
        } else {
            to.perPart()
                    .putAll(Map.of(
                            Span.SHOWN, row.getLong("shown"),
                            Span.COMPARED, row.getLong("compared"),
                            Span.PREVIOUS, row.getLong("previous")));
        }
    }
}
