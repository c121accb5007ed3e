package io.tidemark.ingest;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends calls to {@code api_usage} by COPY. All calls of one use are one transaction: they are counted together, or
 * not at all. The column {@code tx} is left to its default, as the refresh needs it.
 */
@Component
public class CallAppender {

    private static final String COPY = """
            COPY %s (created_at, user_id, service_type, provider, model, status, request_id,
                            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
                            total_cost, latency_ms, source)
            FROM STDIN""";

    private final DataSource dataSource;
    private volatile @Nullable String target;
    private final TransactionTemplate transaction;
    private final SQLExceptionSubclassTranslator translator = new SQLExceptionSubclassTranslator();

    public CallAppender(DataSource dataSource, PlatformTransactionManager transactions) {
        this.dataSource = dataSource;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Appends these calls and returns how many they were. */
    public long append(String source, Iterable<ApiCall> calls) {
        return appending(source, sink -> {
            long count = 0;
            for (ApiCall call : calls) {
                sink.add(call);
                count++;
            }
            return count;
        });
    }

    /**
     * Appends what {@code work} adds to the sink, without holding it in memory. When {@code work} throws, nothing
     * stays. {@code work} must not use the database.
     */
    public <T> T appending(String source, Function<CallSink, T> work) {
        T result = transaction.execute(status -> copy(source, work));
        if (result == null) {
            throw new IllegalStateException("work returned nothing");
        }
        return result;
    }

    private <T> T copy(String source, Function<CallSink, T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY.formatted(target()));
            T result = copy(copy, source, work);
            // Whoever gave up waiting for COMMIT could not say what is stored.
            connection.setNetworkTimeout(Runnable::run, 0);
            return result;
        } catch (SQLException e) {
            var translated = translator.translate("append calls", COPY, e);
            throw translated != null ? translated : new DataAccessResourceFailureException("append calls", e);
        } catch (IOException e) {
            throw new DataAccessResourceFailureException("append calls", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /** The table of an older system has types of its own, for which a view stands. */
    private String target() {
        String known = target;
        if (known == null) {
            known = JdbcClient.create(dataSource)
                    .sql("SELECT CASE WHEN calls_are_watched() THEN 'incoming_call' ELSE 'api_usage' END")
                    .query(String.class)
                    .single();
            target = known;
        }
        return known;
    }

    private static <T> T copy(CopyIn copy, String source, Function<CallSink, T> work) throws SQLException, IOException {
        try (CopyWriter writer = new CopyWriter(copy, source)) {
            T result = work.apply(writer);
            writer.finish();
            return result;
        }
    }
}
