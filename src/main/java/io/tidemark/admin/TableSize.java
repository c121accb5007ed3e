package io.tidemark.admin;

/**
 * A table beside the views.
 *
 * @param rows about how many, as PostgreSQL's statistics have it
 * @param parts of which it consists
 */
record TableSize(String name, long rows, long sizeBytes, int parts) {

    static final String QUERY = """
            SELECT root::text AS name, sum(pg_stat_get_live_tuples(coalesce(relid, root)))::bigint AS rows,
                sum(pg_total_relation_size(coalesce(relid, root)))::bigint AS size_bytes,
                count(*) FILTER (WHERE isleaf IS NOT FALSE) AS parts
            FROM unnest('{api_usage,usage_rollup,usage_rollup_user,refresh_run}'::regclass[]) WITH ORDINALITY AS r (root, place)
            LEFT JOIN LATERAL pg_partition_tree(root) ON true -- of what has no partitions it returns nothing
            GROUP BY root, place
            ORDER BY place""";
}
