package io.tidemark.database.takeover;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An {@code api_usage} that we did not make, as the catalog describes it.
 *
 * @param name its name, with its schema
 * @param kind as {@code pg_class.relkind} says
 * @param rows about how many it has
 * @param bytes how large it is
 * @param timeZone in which its naive times are, as far as the settings of the database say
 * @param timeZoneFrom where that was found
 * @param key an expression that names one of its rows
 */
record OlderTable(
        String name,
        String kind,
        boolean ours,
        String owner,
        boolean unlogged,
        boolean child,
        boolean parent,
        boolean partitionedByTime,
        boolean hidesRows,
        boolean takenAlready,
        long rows,
        long bytes,
        String timeZone,
        String timeZoneFrom,
        int moneyDigits,
        String key) {

    private static final String QUERY = """
            SELECT format('%I.%I', nspname, relname) AS name, relkind AS kind, pg_has_role(relowner, 'USAGE') AS ours,
                quote_ident(pg_get_userbyid(relowner)) AS owner, relpersistence <> 'p' AS unlogged,
                EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid) AS child,
                relkind <> 'p' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AS parent,
                relkind = 'p' AND EXISTS (
                    SELECT FROM pg_partitioned_table
                    JOIN pg_attribute ON attrelid = c.oid AND attnum = partattrs[0]
                    WHERE partrelid = c.oid AND partstrat = 'r' AND partnatts = 1 AND attname = 'created_at')
                AND NOT EXISTS (
                    SELECT FROM pg_inherits JOIN pg_class leaf ON leaf.oid = inhrelid
                    WHERE inhparent = c.oid AND leaf.relkind <> 'r') AS partitioned_by_time,
                relforcerowsecurity AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
                    AS hides_rows,
                to_regclass(:internal || '.watched_table') IS NOT NULL AS taken_already,
                coalesce((SELECT sum(greatest(leaf.reltuples, 0)) FROM pg_class leaf
                    WHERE leaf.oid = c.oid OR leaf.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = c.oid)), 0)::bigint
                    AS rows,
                coalesce((SELECT sum(pg_table_size(leaf.oid)) FROM pg_class leaf
                    WHERE leaf.oid = c.oid OR leaf.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = c.oid)), 0)::bigint
                    AS bytes,
                coalesce(zone.name, current_setting('log_timezone')) AS time_zone,
                coalesce(zone.origin, 'log_timezone, which the server was set up with beside its own')
                    AS time_zone_from,
                -- Of 1 in the currency of the server: a cast of it would go by a setting of the session.
                length((('x' || encode(cash_send(1::numeric::money), 'hex'))::bit(64)::bigint)::text) - 1 AS money_digits,
                coalesce((
                    SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN min(quote_ident(attname)) || '::text'
                        ELSE format('concat_ws('', '', %s)', string_agg(quote_ident(attname), ', ' ORDER BY position)) END
                    FROM pg_index
                    CROSS JOIN LATERAL unnest(indkey::int2[]) WITH ORDINALITY AS part (attnum, position)
                    JOIN pg_attribute a ON attrelid = c.oid AND a.attnum = part.attnum
                    WHERE indrelid = c.oid AND indisprimary), '''row at '' || ctid::text') AS key
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = relnamespace
            LEFT JOIN LATERAL (
                SELECT split_part(setting, '=', 2) AS name,
                    CASE WHEN setrole = 0 THEN 'ALTER DATABASE ... SET timezone' ELSE 'ALTER ROLE ... SET timezone' END AS origin
                FROM pg_db_role_setting
                CROSS JOIN unnest(setconfig) AS setting
                WHERE setting ILIKE 'timezone=%' AND setrole IN (0, relowner)
                    AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                ORDER BY setrole DESC, setdatabase DESC
                LIMIT 1
            ) AS zone ON true
            WHERE nspname = :schema AND relname = 'api_usage'""";

    static List<OlderTable> read(JdbcClient jdbc, String schema, String internalSchema) {
        return jdbc.sql(QUERY)
                .param("schema", schema)
                .param("internal", internalSchema)
                .query(new SimplePropertyRowMapper<>(OlderTable.class))
                .list();
    }

    List<Column> columns(JdbcClient jdbc) {
        return jdbc.sql(Column.QUERY)
                .param("table", name)
                .query(new SimplePropertyRowMapper<>(Column.class))
                .list();
    }

    boolean isPartitioned() {
        return kind.equals("p");
    }

    /** Why it cannot be watched, each with what to do about it. */
    List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (!kind.equals("r") && !kind.equals("p")) {
            found.add("%s is %s, not a table. Rename it, or let the table beneath have this name."
                    .formatted(name, kindInWords()));
            return found;
        }
        if (!ours) {
            found.add(
                    "%s belongs to the role %s, and Tidemark connects as another. GRANT %s TO that role changes nothing for %s."
                            .formatted(name, owner, owner, owner));
        }
        if (unlogged) {
            found.add("%1$s is unlogged: a crash empties it without a word. ALTER TABLE %1$s SET LOGGED first."
                    .formatted(name));
        }
        if (child || parent) {
            found.add(
                    "%s inherits from another table, or another from it. Make it a table of its own, or partitions of it."
                            .formatted(name));
        }
        if (isPartitioned() && !partitionedByTime) {
            found.add(
                    "%s is partitioned, and not by ranges of created_at alone in one level. Tidemark could not tell which days a partition held that is dropped."
                            .formatted(name));
        }
        if (hidesRows) {
            found.add(
                    "%1$s hides rows from its owner: it has FORCE ROW LEVEL SECURITY. ALTER TABLE %1$s NO FORCE ROW LEVEL SECURITY, or give Tidemark's role BYPASSRLS."
                            .formatted(name));
        }
        return found;
    }

    private String kindInWords() {
        return switch (kind) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            default -> "something else";
        };
    }
}
