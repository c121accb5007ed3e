package io.tidemark.database.takeover;

import static io.tidemark.database.takeover.Takeover.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Builds the indexes that an older table lacks, while its writers go on. */
final class Indexes {

    private static final Logger log = LoggerFactory.getLogger(Indexes.class);
    /** Whose they are is to be seen in the owner's schema. */
    private static final String PREFIX = "tidemark_";

    private final Connection connection;
    private final JdbcClient jdbc;
    private final Connection watching;
    private final OlderTable table;
    private final Mapping mapping;
    private final ShortLocks locks;

    /**
     * Builds them on one connection.
     *
     * @param watching says meanwhile, from another, what it waits for
     */
    Indexes(Connection connection, Connection watching, OlderTable table, Mapping mapping, ShortLocks locks) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.watching = watching;
        this.table = table;
        this.mapping = mapping;
        this.locks = locks;
    }

    /** What is wanted: the name of each, and what follows the table's in CREATE INDEX. */
    static Map<String, String> wanted(JdbcClient jdbc, OlderTable table, Mapping mapping) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("tx", "(tx)");
        if (!timeIsIndexed(jdbc, table, mapping)) {
            wanted.put("called_at", "((%s))".formatted(mapping.calledAt()));
        }
        wanted.put("source", "(source) WHERE source <> 'api'");
        wanted.put("uncounted", "((1)) WHERE (%s) IS NOT TRUE".formatted(mapping.countable()));
        return wanted;
    }

    /** By an index of the owner's; naive times are looked for by their instant, which theirs does not know. */
    private static boolean timeIsIndexed(JdbcClient jdbc, OlderTable table, Mapping mapping) {
        return mapping.calledAt().equals(Field.CREATED_AT.column())
                && jdbc.sql("""
                                SELECT EXISTS (
                                    SELECT FROM pg_index i
                                    JOIN pg_class c ON c.oid = indexrelid
                                    JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = indkey[0]
                                    WHERE indrelid = :table::regclass AND indisvalid AND indpred IS NULL
                                        AND attname = 'created_at' AND NOT starts_with(relname, :prefix))""")
                        .param("table", table.name())
                        .param("prefix", PREFIX)
                        .query(Boolean.class)
                        .single();
    }

    private record Part(String name, String suffix) {}

    void make() throws SQLException {
        for (Map.Entry<String, String> index : wanted(jdbc, table, mapping).entrySet()) {
            String name = PREFIX + "api_usage_" + index.getKey();
            if (table.isPartitioned()) {
                onPartitions(name, index.getValue());
            } else {
                on(table.name(), name, index.getValue());
            }
        }
    }

    private void onPartitions(String name, String definition) throws SQLException {
        if (isValid(name)) {
            return;
        }
        locks.run(() -> execute(
                connection, "CREATE INDEX IF NOT EXISTS %s ON ONLY %s %s".formatted(name, table.name(), definition)));
        for (Part part : partitions(name)) {
            String own = name + "_" + part.suffix();
            on(part.name(), own, definition);
            String attach =
                    "ALTER INDEX %s ATTACH PARTITION %s".formatted(qualified(name), sameSchema(part.name(), own));
            locks.run(() -> execute(connection, attach));
        }
    }

    /** Those whose index is not part of that of the whole. */
    private List<Part> partitions(String index) {
        return jdbc.sql("""
                        SELECT format('%I.%I', nspname, relname) AS name, c.oid::text AS suffix
                        FROM pg_inherits
                        JOIN pg_class c ON c.oid = inhrelid
                        JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE inhparent = :table::regclass AND NOT EXISTS (
                            SELECT FROM pg_inherits part JOIN pg_index ON indexrelid = part.inhrelid
                            WHERE part.inhparent = to_regclass(:index) AND indrelid = c.oid)""")
                .param("table", table.name())
                .param("index", qualified(index))
                .query(new SimplePropertyRowMapper<>(Part.class))
                .list();
    }

    private void on(String relation, String name, String definition) throws SQLException {
        String qualified = sameSchema(relation, name);
        List<Boolean> valid =
                new ArrayList<>(jdbc.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)")
                        .param(qualified)
                        .query(Boolean.class)
                        .list());
        if (valid.contains(true)) {
            return;
        }
        if (valid.contains(false)) {
            log.info("event=index_dropped index={} cause=\"a start that ended before it was built\"", name);
            execute(connection, "DROP INDEX CONCURRENTLY " + qualified);
        }
        log.info("event=index_build index={} table={} rows={} writers=\"go on\"", name, relation, table.rows());
        long began = System.nanoTime();
        int pid = jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
        try (var _ = IndexProgress.of(watching, pid, name)) {
            execute(connection, "CREATE INDEX CONCURRENTLY %s ON %s %s".formatted(name, relation, definition));
        }
        log.info("event=index_built index={} seconds={}", name, (System.nanoTime() - began) / 1_000_000_000);
    }

    private boolean isValid(String name) {
        return jdbc.sql("SELECT coalesce((SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)), false)")
                .param(qualified(name))
                .query(Boolean.class)
                .single();
    }

    private String qualified(String name) {
        return sameSchema(table.name(), name);
    }

    /** An index lives where its table does. */
    private String sameSchema(String relation, String name) {
        return jdbc.sql(
                        "SELECT format('%I.%I', nspname, ?) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = ?::regclass")
                .params(name, relation)
                .query(String.class)
                .single();
    }
}
