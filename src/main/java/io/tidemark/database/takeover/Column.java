package io.tidemark.database.takeover;

/**
 * A column of an older table.
 *
 * @param name as the catalog has it
 * @param quoted as SQL takes it
 * @param type name of its type, of the one beneath a domain
 * @param declared the type as it was declared
 * @param kind {@code e} for an enum, {@code b} for a base type
 * @param longest the most characters that it takes; 0 when nothing limits it
 * @param collated whether it has a collation of its own
 * @param required whether an INSERT has to name it: NOT NULL and without a default
 * @param generated whether nobody may write it
 */
record Column(
        String name,
        String quoted,
        String type,
        String declared,
        String kind,
        int longest,
        boolean collated,
        boolean required,
        boolean generated) {

    static final String QUERY = """
            SELECT attname AS name, quote_ident(attname) AS quoted, base.typname AS type,
                format_type(atttypid, atttypmod) AS declared, base.typtype AS kind,
                CASE WHEN base.typname IN ('varchar', 'bpchar') AND limits.typmod > 4 THEN limits.typmod - 4 ELSE 0 END AS longest,
                attcollation NOT IN (0, 100) AS collated,
                attnotnull AND NOT atthasdef AND attidentity = '' AS required,
                attgenerated <> '' OR attidentity = 'a' AS generated
            FROM pg_attribute
            JOIN pg_type declared ON declared.oid = atttypid
            JOIN pg_type base ON base.oid = CASE WHEN declared.typtype = 'd' THEN declared.typbasetype ELSE declared.oid END
            CROSS JOIN LATERAL (
                SELECT CASE WHEN declared.typtype = 'd' THEN declared.typtypmod ELSE atttypmod END AS typmod
            ) AS limits
            WHERE attrelid = :table::regclass AND attnum > 0 AND NOT attisdropped
            ORDER BY attnum""";

    /** One that we add. */
    static Column added(Field field) {
        return new Column(field.column(), field.column(), field.type(), field.type(), "b", 0, false, false, false);
    }
}
