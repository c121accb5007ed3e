package io.tidemark.analytics;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts distinct users: unions of sets, and the users of the newest hour, which has no set yet. They are united here:
 * PostgreSQL would copy a set for each row, once for each way of uniting them.
 */
final class ReadUsers {

    private static final int ROWS_AT_A_TIME = 5_000;

    private final JdbcClient jdbc;

    ReadUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Users of the parts of the period, and in detail also those of each bucket and model. */
    Users users(Period period, UsageFilter filter, boolean inDetail) {
        var users = new Users(inDetail);
        var parameters = Parameters.of(period.parts(), filter, inDetail);
        jdbc.sql("SELECT s.part, r.bucket, r.provider, r.model, r.chunk, bit_send(r.users) AS users FROM "
                        + Parameters.userSets(filter))
                .withFetchSize(ROWS_AT_A_TIME)
                .params(parameters)
                .query(row -> {
                    int chunk = row.getInt("chunk");
                    // As bit_send() writes them: how many bits, then the bits.
                    var bits = ByteBuffer.wrap(row.getBytes("users")).position(Integer.BYTES);
                    add(row, users, set -> set.add(chunk, bits));
                });
        jdbc.sql("""
                        SELECT s.part, r.bucket, r.provider, r.model, array_agg(u.number) AS numbers
                        FROM %s
                        JOIN usage_user AS u USING (user_id)
                        GROUP BY s.part, r.bucket, r.provider, r.model
                        """.formatted(Parameters.usersWithoutSet(filter)))
                .params(parameters)
                .query(row -> {
                    var numbers = (Integer[]) row.getArray("numbers").getArray();
                    add(row, users, set -> {
                        for (int number : numbers) {
                            set.add(number);
                        }
                    });
                });
        return users;
    }

    private static void add(ResultSet row, Users to, Consumer<UserSet> users) throws SQLException {
        to.add(row.getInt("part"), ReadCells.bucketOf(row), ReadCells.nameOf(row), users);
    }
}
